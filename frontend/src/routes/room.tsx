/** One room: asks for a name where none is known, then shows the room or why there is none. */

import { useEffect, useState } from "react";
import { useParams } from "react-router";
import type { Join, RoomUser } from "../api/rooms.ts";
import { MAIN_FILE } from "../collab/document.ts";
import type { LiveRoom } from "../collab/live-room.ts";
import { Editor } from "../editor/code-editor.tsx";
import { EditorSkeleton } from "../editor/editor-skeleton.tsx";
import { findLanguage } from "../editor/languages.ts";
import { loadMonaco } from "../editor/load-monaco.ts";
import { PeopleButton } from "../features/presence/people-button.tsx";
import { useRoles } from "../features/presence/use-roles.ts";
import { UserList } from "../features/presence/user-list.tsx";
import { ConnectionBadge } from "../features/room/connection-badge.tsx";
import { CopyLink } from "../features/room/copy-link.tsx";
import { JoinCard } from "../features/room/join-card.tsx";
import { LanguageMenu } from "../features/room/language-menu.tsx";
import { RoomEnded } from "../features/room/room-ended.tsx";
import { TopBar } from "../features/room/top-bar.tsx";
import { UnreachableBar } from "../features/room/unreachable-bar.tsx";
import { useFileEntry } from "../hooks/use-file-entry.ts";
import { usePeople } from "../hooks/use-people.ts";
import { sayGoodbye, useRoomStatus, useYjs } from "../hooks/use-yjs.ts";
import { recallDisplayName, rememberDisplayName } from "../remembered/display-name.ts";
import { forgetRoom, rememberRoom } from "../remembered/recent-rooms.ts";

const NOBODY: readonly RoomUser[] = [];

export default function RoomRoute() {
  const { roomId = "" } = useParams();
  const [name, setName] = useState(recallDisplayName);

  // In parallel with everything else: the editor is the largest part of this page.
  useEffect(() => void loadMonaco().catch(() => undefined), []);

  function enter(chosen: string): void {
    rememberDisplayName(chosen);
    setName(chosen);
  }

  if (name === undefined) return <JoinCard roomId={roomId} onJoin={enter} />;
  return (
    <NamedRoom key={roomId} roomId={roomId} username={name} onRename={() => setName(undefined)} />
  );
}

interface NamedRoomProps {
  readonly roomId: string;
  readonly username: string;
  readonly onRename: () => void;
}

function NamedRoom({ roomId, username, onRename }: NamedRoomProps) {
  const { live, join } = useYjs(roomId, username);
  if (!live) return null;
  return <RoomScreen roomId={roomId} live={live} join={join} onRename={onRename} />;
}

interface RoomScreenProps {
  readonly roomId: string;
  readonly live: LiveRoom;
  readonly join: Join | null;
  readonly onRename: () => void;
}

function RoomScreen({ roomId, live, join, onRename }: RoomScreenProps) {
  const { connection } = live;
  const { doc, awareness } = connection;
  const end = useRoomStatus(connection, (status) => status.end);
  const ready = useRoomStatus(connection, (status) => status.ready);
  const participant = useRoomStatus(connection, (status) => status.participant);
  const people = usePeople(live.people);
  const roles = useRoles(roomId, join?.users ?? NOBODY, people);
  const entry = useFileEntry(doc, MAIN_FILE);
  const details = join?.room;
  const language = entry?.language ?? details?.language ?? "plaintext";
  const path = entry?.path ?? `main.${findLanguage(language).extension}`;
  const readOnly = participant?.role === "viewer";
  useRecentRoom(roomId, details?.name, language, end?.reason);

  if (end) return <RoomEnded end={end} onRename={onRename} />;
  return (
    <div className="flex h-dvh flex-col">
      <title>{details ? `${details.name} · Coterie` : "Coterie"}</title>
      <TopBar
        name={details?.name}
        onLeave={() => sayGoodbye(join)}
        actions={
          <>
            <ConnectionBadge connection={connection} />
            <PeopleButton people={people}>
              <UserList people={people} roles={roles} />
            </PeopleButton>
            <CopyLink roomId={roomId} />
          </>
        }
      >
        {details ? (
          <LanguageMenu
            doc={doc}
            fileId={MAIN_FILE}
            path={path}
            language={language}
            participantId={participant?.id ?? ""}
            disabled={!ready || readOnly}
          />
        ) : null}
      </TopBar>
      <UnreachableBar connection={connection} />
      <div className="flex min-h-0 flex-1">
        <aside className="hidden w-56 shrink-0 overflow-y-auto border-line border-r bg-canvas p-3 md:block">
          <h2 className="px-2 pt-1 pb-2 font-medium text-ink-3 text-xs">
            In the room <span className="tabular-nums">{people.length || ""}</span>
          </h2>
          <UserList people={people} roles={roles} />
          {people.length === 1 ? (
            <p className="mt-3 px-2 text-ink-3 text-sm">
              Nobody else yet. Whoever has the link can come in.
            </p>
          ) : null}
        </aside>
        <main aria-label="Editor" className="relative min-w-0 flex-1">
          {ready ? (
            <Editor
              awareness={awareness}
              fileId={MAIN_FILE}
              path={path}
              language={language}
              readOnly={readOnly}
            />
          ) : (
            <EditorSkeleton />
          )}
        </main>
      </div>
    </div>
  );
}

function useRecentRoom(
  id: string,
  name: string | undefined,
  language: string,
  ended: string | undefined,
): void {
  useEffect(() => {
    if (ended === "deleted" || ended === "not-found") forgetRoom(id);
    else if (name !== undefined) rememberRoom({ id, name, language, visitedAt: Date.now() });
  }, [id, name, language, ended]);
}
