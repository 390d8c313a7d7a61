/** All that one can do in a room, by name and by key. To add to it, add an entry. */

import { copyLink } from "../components/ui/copy-link.ts";
import { focusEditor, moveToRegion } from "../components/workbench/regions.ts";
import type { WorkbenchControl } from "../components/workbench/use-workbench.ts";
import type { GhostText } from "../editor/ghost-text.ts";
import { LANGUAGES } from "../editor/languages.ts";
import type { MountedEditor } from "../editor/mount-editor.ts";
import type { Command } from "../hooks/commands.ts";
import { useRoom } from "../hooks/room-context.ts";
import { useTheme } from "../hooks/use-theme.ts";
import { CHAT_PANEL } from "./room-panels.ts";

export const PALETTE_KEYS = "Mod+K";

export interface RoomActions {
  readonly open: (dialog: "palette" | "shortcuts" | "settings" | "forget") => void;
  readonly leave: () => void;
  readonly download: () => void;
  readonly link: string;
  /** Undefined for who may not. */
  readonly chooseLanguage: ((language: string) => void) | undefined;
}

interface RoomCommandsOptions {
  readonly workbench: WorkbenchControl;
  readonly editor: MountedEditor | null;
  readonly ghostText: GhostText | null;
  readonly actions: RoomActions;
}

export function useRoomCommands(options: RoomCommandsOptions): readonly Command[] {
  const { workbench, editor, ghostText, actions } = options;
  const { room } = useRoom();
  const [theme, chooseTheme] = useTheme();
  const mayRename = room?.abilities.rename ?? false;
  return [
    ...roomCommands(actions, mayRename),
    ...viewCommands(workbench),
    ...editorCommands(editor, ghostText),
    ...languageCommands(actions),
    ...(["system", "light", "dark"] as const)
      .filter((other) => other !== theme)
      .map((other) => ({
        id: `theme-${other}`,
        group: "Theme",
        title: `Theme: ${other}`,
        run: () => chooseTheme(other),
      })),
  ];
}

function roomCommands(actions: RoomActions, mayRename: boolean): readonly Command[] {
  const { open, leave, download, link } = actions;
  const group = "The room";
  const settings = { id: "settings", group, title: "Room settings", run: () => open("settings") };
  return [
    {
      id: "palette",
      group,
      title: "Commands",
      keys: PALETTE_KEYS,
      // Nobody looks for what is open.
      isRare: true,
      run: () => open("palette"),
    },
    { id: "copy-link", group, title: "Copy the link", run: () => void copyLink(link) },
    ...(mayRename ? [settings] : []),
    { id: "download", group, title: "Download the code", run: download },
    {
      id: "shortcuts",
      group,
      title: "Keyboard shortcuts",
      keys: "?",
      run: () => open("shortcuts"),
    },
    { id: "leave", group, title: "Leave", run: leave },
    { id: "forget", group, title: "Leave and forget", run: () => open("forget") },
  ];
}

function viewCommands(workbench: WorkbenchControl): readonly Command[] {
  const { panels, isShown, goTo, hide, isQuiet, setQuiet } = workbench;
  const group = "View";
  return [
    {
      id: "quiet",
      group,
      title: isQuiet ? "Leave quiet mode" : "Quiet mode: the editor alone",
      keys: "Alt+Q",
      run: () => {
        setQuiet(!isQuiet);
        // What had the focus may be gone.
        requestAnimationFrame(focusEditor);
      },
    },
    ...panels.map((panel) => ({
      id: `panel-${panel.id}`,
      group,
      title: `${isShown(panel) ? "Hide" : "Show"} ${panel.title}`,
      ...(panel === CHAT_PANEL && { keys: "Alt+M", listensItself: true }),
      run: () => (isShown(panel) ? hide(panel) : goTo(panel)),
    })),
    {
      id: "next-region",
      group,
      title: "Next part of the page",
      keys: "F6",
      isRare: true,
      run: () => moveToRegion(1),
    },
    {
      id: "previous-region",
      group,
      title: "Previous part of the page",
      keys: "Shift+F6",
      isRare: true,
      run: () => moveToRegion(-1),
    },
  ];
}

// Monaco's own, of which there are many more behind its F1.
const EDITOR_ACTIONS = [
  { id: "actions.find", title: "Find in the file", keys: "Mod+F" },
  { id: "editor.action.gotoLine", title: "Go to a line", keys: "Ctrl+G" },
  { id: "editor.action.quickCommand", title: "All that the editor can do", keys: "F1" },
] as const;

function editorCommands(
  mounted: MountedEditor | null,
  ghostText: GhostText | null,
): readonly Command[] {
  const group = "Editor";
  const suggest = {
    id: "suggest",
    group,
    title: "Suggest code at the caret",
    keys: "Alt+\\",
    listensItself: true,
    run: () => ghostText?.suggest(),
  };
  return [
    ...(ghostText ? [suggest] : []),
    ...EDITOR_ACTIONS.map(({ id, title, keys }) => ({
      id,
      group,
      title,
      keys,
      listensItself: true,
      run: () => {
        mounted?.editor.focus();
        void mounted?.editor.getAction(id)?.run();
      },
    })),
  ];
}

function languageCommands({ chooseLanguage }: RoomActions): readonly Command[] {
  if (!chooseLanguage) return [];
  return LANGUAGES.map(({ id, label }) => ({
    id: `language-${id}`,
    group: "Language",
    title: `Language: ${label}`,
    isRare: true,
    run: () => chooseLanguage(id),
  }));
}
