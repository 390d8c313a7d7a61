/** Which keys do what, those of the editor included. Loaded when it is first asked for. */

import { Keys } from "../../components/ui/keys.tsx";
import { Modal } from "../../components/ui/modal.tsx";
import { type Command, groupCommands } from "../../hooks/commands.ts";

interface Shortcut {
  readonly keys: string;
  readonly title: string;
}

/** Monaco listens for these itself. */
const EDITOR: readonly Shortcut[] = [
  { keys: "Mod+Z", title: "Take back what you typed" },
  { keys: "Mod+/", title: "Comment lines out and in" },
  { keys: "Alt+ArrowUp", title: "Move lines up" },
  { keys: "Alt+ArrowDown", title: "Move lines down" },
  { keys: "Mod+D", title: "Select the next that is alike" },
  { keys: "Ctrl+M", title: "Let Tab leave the editor" },
];
const CALL: readonly Shortcut[] = [
  { keys: "Alt+T", title: "Speak while held, if push to talk is on" },
];
const SUGGESTIONS: readonly Shortcut[] = [
  { keys: "Tab", title: "Take the suggestion" },
  { keys: "Mod+ArrowRight", title: "Take a word of it" },
  { keys: "Escape", title: "Drop it" },
];

interface ShortcutsSheetProps {
  readonly commands: readonly Command[];
  readonly onClose: () => void;
}

export default function ShortcutsSheet({ commands, onClose }: ShortcutsSheetProps) {
  const groups = groupCommands(commands)
    .map(({ name, commands: list }) => ({ name, shortcuts: list.flatMap(withKeys) }))
    .filter(({ shortcuts }) => shortcuts.length > 0);
  return (
    <Modal title="Keyboard shortcuts" testId="shortcuts-sheet" width="max-w-3xl" onClose={onClose}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: on a small screen the keyboard scrolls it */}
      <section tabIndex={0} aria-label="Shortcuts" className="gap-x-10 rounded-lg md:columns-2">
        {groups.map(({ name, shortcuts }) => (
          <Group key={name} name={name} shortcuts={shortcuts} />
        ))}
        <Group name="While typing" shortcuts={EDITOR} />
        <Group name="While code is suggested" shortcuts={SUGGESTIONS} />
        <Group name="In a call" shortcuts={CALL} />
      </section>
    </Modal>
  );
}

function withKeys({ keys, title }: Command): readonly Shortcut[] {
  return keys === undefined ? [] : [{ keys, title }];
}

function Group({ name, shortcuts }: { name: string; shortcuts: readonly Shortcut[] }) {
  return (
    <section className="mb-5 break-inside-avoid">
      <h3 className="mb-1 font-medium text-ink-3 text-sm">{name}</h3>
      <dl className="grid">
        {shortcuts.map(({ keys, title }) => (
          <div
            key={title}
            className="flex min-h-9 items-center justify-between gap-4 border-line border-b py-1 text-sm last:border-0"
          >
            <dt>{title}</dt>
            <dd>
              <Keys combo={keys} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
