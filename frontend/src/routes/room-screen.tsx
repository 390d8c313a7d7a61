/** A room that is open: the bar, what there is to know, the editor and the panels around it. */

import { useEffect, useMemo, useState } from "react";
import { useNavigate } from "react-router";
import { changeRoom } from "../api/rooms.ts";
import { fileText, MAIN_FILE } from "../collab/document.ts";
import type { FileCopy } from "../collab/file-copy.ts";
import { PartBoundary, part } from "../components/ui/part.tsx";
import { PanelButtons } from "../components/workbench/panel-buttons.tsx";
import { useLayout } from "../components/workbench/use-layout.ts";
import { Workbench } from "../components/workbench/workbench.tsx";
import { Editor } from "../editor/code-editor.tsx";
import { EditorSkeleton } from "../editor/editor-skeleton.tsx";
import type { GhostText } from "../editor/ghost-text.ts";
import { findLanguage } from "../editor/languages.ts";
import { AISuggestion } from "../features/assistant/ai-suggestion.tsx";
import { ClosingBanner } from "../features/room/closing-banner.tsx";
import { ConnectionBadge } from "../features/room/connection-badge.tsx";
import { LanguageMenu } from "../features/room/language-menu.tsx";
import { LeaveDialog } from "../features/room/leave-dialog.tsx";
import { RoleToast } from "../features/room/role-toast.tsx";
import { StoreBanner, StrandedBanner, UnreachableBanner } from "../features/room/room-banners.tsx";
import { ForgetDialog, RoomMenu } from "../features/room/room-menu.tsx";
import { TopBar } from "../features/room/top-bar.tsx";
import { useLeaveGuard } from "../features/room/use-leave-guard.ts";
import { CopyLink } from "../features/share/copy-link.tsx";
import { ShareButton, SharePanel } from "../features/share/share-button.tsx";
import { shareLink } from "../features/share/share-link.ts";
import { useRoom } from "../hooks/room-context.ts";
import { AIContext, describeAiError, useAI } from "../hooks/use-ai.ts";
import { useFileEntry } from "../hooks/use-file-entry.ts";
import { usePreload } from "../hooks/use-preload.ts";
import { sayGoodbye, useRoomStatus } from "../hooks/use-yjs.ts";
import { rememberRoom } from "../remembered/recent-rooms.ts";
import { ROOM_PANELS } from "./room-panels.ts";

const SettingsDialog = part(() => import("../features/room-settings/settings-dialog.tsx"));
const PRELOADS = [
  SharePanel.preload,
  SettingsDialog.preload,
  ForgetDialog.preload,
  ...ROOM_PANELS.map(({ component }) => component.preload),
];

export function RoomScreen({ stranded }: { readonly stranded: FileCopy | null }) {
  const { roomId, live, join, room, role, linkKey } = useRoom();
  const { connection } = live;
  const { doc, awareness } = connection;
  const navigate = useNavigate();
  const layout = useLayout();
  const ready = useRoomStatus(connection, (status) => status.ready);
  const participantId = useRoomStatus(connection, ({ participant }) => participant?.id ?? "");
  usePreload(ready, PRELOADS);
  const entry = useFileEntry(doc, MAIN_FILE);
  const unsaved = useLeaveGuard(connection);
  const [dialog, setDialog] = useState<"settings" | "leave" | null>(null);
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

  function tellLanguage(chosen: string): void {
    // The document has it already; without an answer only lists show the old one.
    if (join) changeRoom(roomId, { language: chosen }, join.token).catch(() => undefined);
  }

  const askOrLeave = () => (unsaved ? setDialog("leave") : leave());
  return (
    <AIContext value={ai}>
      <div className="flex h-dvh flex-col">
        <title>{name === undefined ? "Coterie" : `${name} · Coterie`}</title>
        <a href="#editor" className="skip-link">
          Skip to the editor
        </a>
        <TopBar
          name={name}
          onLeave={askOrLeave}
          actions={
            <>
              <ConnectionBadge connection={connection} />
              <PanelButtons panels={ROOM_PANELS} {...layout} />
              <span className="max-sm:hidden">
                <CopyLink link={shareLink(roomId, linkKey)} compact />
              </span>
              <ShareButton />
              <RoomMenu onSettings={() => setDialog("settings")} onLeave={askOrLeave} />
            </>
          }
        >
          {name !== undefined && !readOnly ? (
            <LanguageMenu
              doc={doc}
              fileId={MAIN_FILE}
              path={path}
              language={language}
              participantId={participantId}
              disabled={!ready}
              onChosen={tellLanguage}
            />
          ) : null}
        </TopBar>
        <UnreachableBanner connection={connection} />
        <StoreBanner connection={connection} />
        <ClosingBanner />
        <StrandedBanner file={stranded} current={() => fileText(doc, MAIN_FILE).toString()} />
        <Workbench panels={ROOM_PANELS} {...layout}>
          {ready ? (
            <Editor
              awareness={awareness}
              fileId={MAIN_FILE}
              path={path}
              language={language}
              readOnly={readOnly}
              suggestions={suggestions}
              onGhostText={setGhostText}
              status={ghostText ? <AISuggestion ai={ai} ghostText={ghostText} /> : null}
            />
          ) : (
            <EditorSkeleton />
          )}
        </Workbench>
        <RoleToast role={role} />
        {dialog === "settings" && room ? (
          <PartBoundary onClose={() => setDialog(null)}>
            <SettingsDialog room={room} onClose={() => setDialog(null)} />
          </PartBoundary>
        ) : null}
        {dialog === "leave" ? (
          <LeaveDialog onLeave={leave} onClose={() => setDialog(null)} />
        ) : null}
      </div>
    </AIContext>
  );
}
