/** A room that is open: the bar, what there is to know, the editor and the panels around it. */

import { useEffect, useMemo, useState } from "react";
import { useNavigate } from "react-router";
import { changeRoom } from "../api/rooms.ts";
import { fileText, MAIN_FILE } from "../collab/document.ts";
import type { FileCopy } from "../collab/file-copy.ts";
import { ToastRegion } from "../components/ui/toast-region.tsx";
import { PanelButtons } from "../components/workbench/panel-buttons.tsx";
import { useWorkbench } from "../components/workbench/use-workbench.ts";
import { Workbench } from "../components/workbench/workbench.tsx";
import { Editor } from "../editor/code-editor.tsx";
import { EditorSkeleton } from "../editor/editor-skeleton.tsx";
import type { GhostText } from "../editor/ghost-text.ts";
import { findLanguage } from "../editor/languages.ts";
import type { MountedEditor } from "../editor/mount-editor.ts";
import { AISuggestion } from "../features/assistant/ai-suggestion.tsx";
import { ChatNotice } from "../features/chat/chat-notice.tsx";
import { chooseLanguage } from "../features/room/choose-language.ts";
import { ClosingBanner } from "../features/room/closing-banner.tsx";
import { ConnectionBadge } from "../features/room/connection-badge.tsx";
import { downloadCode } from "../features/room/download-code.ts";
import { LanguageMenu } from "../features/room/language-menu.tsx";
import { QuietTools } from "../features/room/quiet-tools.tsx";
import { useRoleToast } from "../features/room/role-toast.ts";
import { StoreBanner, StrandedBanner, UnreachableBanner } from "../features/room/room-banners.tsx";
import { RoomMenu } from "../features/room/room-menu.tsx";
import { TopBar } from "../features/room/top-bar.tsx";
import { useLeaveGuard } from "../features/room/use-leave-guard.ts";
import { CopyLink } from "../features/share/copy-link.tsx";
import { ShareButton, SharePanel } from "../features/share/share-button.tsx";
import { CallReminder } from "../features/video/call-reminder.tsx";
import { useRoom } from "../hooks/room-context.ts";
import { shareLink } from "../hooks/share-link.ts";
import { AIContext, describeAiError, useAI } from "../hooks/use-ai.ts";
import { useFileEntry } from "../hooks/use-file-entry.ts";
import { usePreload } from "../hooks/use-preload.ts";
import { useShortcuts } from "../hooks/use-shortcuts.ts";
import { sayGoodbye, useRoomStatus } from "../hooks/use-yjs.ts";
import { rememberRoom } from "../remembered/recent-rooms.ts";
import { DIALOG_PRELOADS, type RoomDialog, RoomDialogs } from "./room-dialogs.tsx";
import { CALL_PANEL, CHAT_PANEL, ROOM_PANELS } from "./room-panels.ts";
import { useRoomCommands } from "./use-room-commands.ts";

const PRELOADS = [
  SharePanel.preload,
  ...DIALOG_PRELOADS,
  ...ROOM_PANELS.map(({ component }) => component.preload),
];

export function RoomScreen({ stranded }: { readonly stranded: FileCopy | null }) {
  const { roomId, live, join, room, role, linkKey } = useRoom();
  const { connection } = live;
  const { doc, awareness } = connection;
  const navigate = useNavigate();
  const workbench = useWorkbench(ROOM_PANELS);
  const ready = useRoomStatus(connection, (status) => status.ready);
  const participantId = useRoomStatus(connection, ({ participant }) => participant?.id ?? "");
  usePreload(ready, PRELOADS);
  const entry = useFileEntry(doc, MAIN_FILE);
  const unsaved = useLeaveGuard(connection);
  const [dialog, setDialog] = useState<RoomDialog | null>(null);
  const [editor, setEditor] = useState<MountedEditor | null>(null);
  const name = room?.name ?? (live.roomName || undefined);
  const language = entry?.language ?? room?.language ?? "plaintext";
  const path = entry?.path ?? `main.${findLanguage(language).extension}`;
  const readOnly = role === "viewer";
  const ai = useAI();
  const [ghostText, setGhostText] = useState<GhostText | null>(null);
  const { ask, accepted } = ai;
  const suggestions = useMemo(
    () =>
      ai.maySuggest ? { ask: ask(language, path), accepted, describe: describeAiError } : null,
    [ai.maySuggest, ask, accepted, language, path],
  );

  useEffect(() => ghostText?.setAsYouType(ai.asYouType), [ghostText, ai.asYouType]);

  useEffect(() => {
    if (room) rememberRoom({ id: roomId, name: room.name, language, visitedAt: Date.now() });
  }, [roomId, room, language]);

  function leave(): void {
    sayGoodbye(join);
    void navigate("/");
  }

  function changeLanguage(chosen: string): void {
    chooseLanguage({ doc, fileId: MAIN_FILE, path, language, participantId }, chosen);
    // The document has it already; without an answer only lists show the old one.
    if (join) changeRoom(roomId, { language: chosen }, join.token).catch(() => undefined);
  }

  const askOrLeave = () => (unsaved ? setDialog("leave") : leave());
  const { isNarrow, isQuiet, setQuiet } = workbench;
  const badge = <ConnectionBadge connection={connection} />;
  const link = shareLink(roomId, linkKey);
  const download = () => void downloadCode(live, room);
  const commands = useRoomCommands({
    workbench,
    editor,
    ghostText,
    actions: {
      open: setDialog,
      leave: askOrLeave,
      download,
      link,
      chooseLanguage: ready && !readOnly ? changeLanguage : undefined,
    },
  });
  useShortcuts(commands);
  useRoleToast(role);
  const languageMenu =
    name === undefined || readOnly ? null : (
      <LanguageMenu language={language} disabled={!ready} onChoose={changeLanguage} />
    );
  return (
    <AIContext value={ai}>
      <div className="room">
        <title>{name === undefined ? "Coterie" : `${name} · Coterie`}</title>
        <a href="#editor" className="skip-link">
          Skip to the editor
        </a>
        {isQuiet ? null : (
          <TopBar
            name={name}
            onLeave={askOrLeave}
            badge={badge}
            actions={
              <>
                <PanelButtons {...workbench} />
                {isNarrow ? null : <CopyLink link={link} compact />}
                <ShareButton />
                <RoomMenu
                  onSettings={() => setDialog("settings")}
                  onDownload={download}
                  onCommands={() => setDialog("palette")}
                  onShortcuts={() => setDialog("shortcuts")}
                  onQuiet={() => setQuiet(true)}
                  onLeave={askOrLeave}
                  onForget={() => setDialog("forget")}
                >
                  {isNarrow ? languageMenu : null}
                </RoomMenu>
              </>
            }
          >
            {isNarrow ? null : languageMenu}
          </TopBar>
        )}
        <UnreachableBanner connection={connection} />
        <StoreBanner connection={connection} />
        <ClosingBanner />
        <StrandedBanner file={stranded} current={() => fileText(doc, MAIN_FILE).toString()} />
        <Workbench control={workbench}>
          {ready ? (
            <Editor
              awareness={awareness}
              fileId={MAIN_FILE}
              path={path}
              language={language}
              readOnly={readOnly}
              suggestions={suggestions}
              onGhostText={setGhostText}
              onMounted={setEditor}
              status={
                <>
                  {ghostText ? <AISuggestion ai={ai} ghostText={ghostText} /> : null}
                  {isQuiet ? (
                    <QuietTools onLeave={() => setQuiet(false)}>
                      <CallReminder onShow={() => workbench.goTo(CALL_PANEL)} />
                      {badge}
                    </QuietTools>
                  ) : null}
                </>
              }
            />
          ) : (
            <EditorSkeleton />
          )}
        </Workbench>
        <ChatNotice
          isShown={workbench.isShown(CHAT_PANEL)}
          onShow={() => workbench.show(CHAT_PANEL)}
        />
        <RoomDialogs
          dialog={dialog}
          commands={commands}
          onLeave={leave}
          onClose={() => setDialog(null)}
        />
        <ToastRegion />
      </div>
    </AIContext>
  );
}
