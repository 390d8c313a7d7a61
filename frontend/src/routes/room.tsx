/** One room: asks for a name where none is known, then shows the room or why there is none. */

import { useCallback, useEffect, useMemo, useState } from "react";
import { useLocation, useNavigate, useParams, useSearchParams } from "react-router";
import type { Join } from "../api/rooms.ts";
import { type FileCopy, readFileCopy } from "../collab/file-copy.ts";
import type { LiveRoom } from "../collab/live-room.ts";
import type { EndReason } from "../collab/room-status.ts";
import { PartBoundary, part } from "../components/ui/part.tsx";
import { loadMonaco } from "../editor/load-monaco.ts";
import { JoinCard } from "../features/room/join-card.tsx";
import { asksForPassword, PasswordCard } from "../features/room/password-card.tsx";
import { RoomEnded } from "../features/room/room-ended.tsx";
import { ServerDown } from "../features/room/server-down.tsx";
import { localCopies } from "../hooks/local-copies.ts";
import { RoomContext, type RoomContextValue } from "../hooks/room-context.ts";
import { useRoomDetails } from "../hooks/use-room-details.ts";
import { CallContext, useWebRTC } from "../hooks/use-webrtc.ts";
import { useRoomStatus, useYjs } from "../hooks/use-yjs.ts";
import { recallDisplayName, rememberDisplayName } from "../remembered/display-name.ts";
import { forgetRoom } from "../remembered/recent-rooms.ts";
import { recallLinkKey, recallResumeKey, rememberLinkKey } from "../remembered/room-keys.ts";
import { RoomScreen } from "./room-screen.tsx";

const TakeOver = part(() => import("../features/room/take-over.tsx"));

// In the fragment, which no server sees.
const TRANSFER = /^#own=(.+)$/;

export default function RoomRoute() {
  const { roomId = "" } = useParams();
  const [search] = useSearchParams();
  const { hash } = useLocation();
  const navigate = useNavigate();
  const [name, setName] = useState(recallDisplayName);
  const [password, setPassword] = useState<{ roomId: string; text: string }>();
  const key = search.get("k");
  // Before the first join: it is what lets us in.
  useMemo(() => key && rememberLinkKey(roomId, key), [roomId, key]);

  // In parallel with everything else: the editor is the largest part of this page.
  useEffect(() => void loadMonaco().catch(() => undefined), []);
  const readCopy = useCallback(async () => readFileCopy(await localCopies(), roomId), [roomId]);

  function enter(chosen: string, text: string | undefined): void {
    rememberDisplayName(chosen);
    setPassword(text === undefined ? undefined : { roomId, text });
    setName(chosen);
  }

  const code = TRANSFER.exec(hash)?.[1];
  if (code !== undefined) {
    // Before anything of the room is open: who takes it over joins as its owner.
    const onDone = () => void navigate({ hash: "", search: search.toString() }, { replace: true });
    return (
      <PartBoundary>
        <TakeOver roomId={roomId} code={code} onDone={onDone} />
      </PartBoundary>
    );
  }

  if (name === undefined) return <JoinCard roomId={roomId} onJoin={enter} readCopy={readCopy} />;
  return (
    <NamedRoom
      key={roomId}
      roomId={roomId}
      username={name}
      password={password?.roomId === roomId ? password.text : undefined}
      onRename={() => setName(undefined)}
    />
  );
}

interface NamedRoomProps {
  readonly roomId: string;
  readonly username: string;
  /** As it was typed with the name, where the room has one. */
  readonly password: string | undefined;
  readonly onRename: () => void;
}

function NamedRoom({ roomId, username, password, onRename }: NamedRoomProps) {
  const { live, join, stranded, freshToken, unlock, refresh } = useYjs(roomId, username, password);
  if (!live) return null;
  return (
    <OpenRoom
      roomId={roomId}
      live={live}
      join={join}
      stranded={stranded}
      freshToken={freshToken}
      unlock={unlock}
      refresh={refresh}
      onRename={onRename}
    />
  );
}

// Home shall not lead back to where there is nothing for us.
const GONE_FOR_US: ReadonlySet<EndReason> = new Set(["deleted", "not-found", "removed"]);

interface OpenRoomProps {
  readonly roomId: string;
  readonly live: LiveRoom;
  readonly join: Join | null;
  readonly stranded: FileCopy | null;
  readonly freshToken: () => Promise<string>;
  readonly unlock: (password: string) => Promise<void>;
  readonly refresh: () => Promise<void>;
  readonly onRename: () => void;
}

function OpenRoom(props: OpenRoomProps) {
  const { roomId, live, join, stranded, freshToken, unlock, refresh, onRename } = props;
  const { connection } = live;
  const end = useRoomStatus(connection, (status) => status.end);
  const isUnseen = useRoomStatus(connection, ({ phase, ready }) => phase === "offline" && !ready);
  const role = useRoomStatus(connection, ({ participant }) => participant?.role);
  const [room, setRoom] = useRoomDetails(roomId, join, role);
  const [linkKey, setLinkKey] = useState(() => recallLinkKey(roomId));
  const readCopy = useCallback(() => live.rescue(), [live]);
  const call = useWebRTC(connection, join, refresh);

  useEffect(() => {
    if (end && GONE_FOR_US.has(end.reason)) forgetRoom(roomId);
  }, [roomId, end]);

  const context = useMemo((): RoomContextValue => {
    const onLinkKey = (key: string): void => {
      rememberLinkKey(roomId, key);
      setLinkKey(key);
    };
    return { roomId, live, join, room, role, linkKey, freshToken, onRoom: setRoom, onLinkKey };
  }, [roomId, live, join, room, role, linkKey, freshToken, setRoom]);

  if (asksForPassword(end)) return <PasswordCard roomId={roomId} end={end} onUnlock={unlock} />;
  if (end) {
    return (
      <RoomEnded
        end={end}
        wasForgotten={recallResumeKey(roomId) === undefined}
        onRename={onRename}
        readCopy={readCopy}
        onOpenFresh={() => live.forgetCopy().catch(() => undefined)}
      />
    );
  }
  if (isUnseen) return <ServerDown connection={connection} />;
  if (!call) return null;
  return (
    <RoomContext value={context}>
      <CallContext value={call}>
        <RoomScreen stranded={stranded} />
      </CallContext>
    </RoomContext>
  );
}
