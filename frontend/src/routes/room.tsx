/** One room: asks for a name where none is known, then shows the room or why there is none. */

import { useCallback, useEffect, useMemo, useState } from "react";
import { useParams, useSearchParams } from "react-router";
import type { Join } from "../api/rooms.ts";
import { type FileCopy, readFileCopy } from "../collab/file-copy.ts";
import type { LiveRoom } from "../collab/live-room.ts";
import { loadMonaco } from "../editor/load-monaco.ts";
import { JoinCard } from "../features/room/join-card.tsx";
import { RoomEnded } from "../features/room/room-ended.tsx";
import { ServerDown } from "../features/room/server-down.tsx";
import { localCopies } from "../hooks/local-copies.ts";
import { RoomContext, type RoomContextValue } from "../hooks/room-context.ts";
import { useRoomDetails } from "../hooks/use-room-details.ts";
import { CallContext, useWebRTC } from "../hooks/use-webrtc.ts";
import { useRoomStatus, useYjs } from "../hooks/use-yjs.ts";
import { recallDisplayName, rememberDisplayName } from "../remembered/display-name.ts";
import { forgetRoom } from "../remembered/recent-rooms.ts";
import { recallLinkKey, rememberLinkKey } from "../remembered/room-keys.ts";
import { RoomScreen } from "./room-screen.tsx";

export default function RoomRoute() {
  const { roomId = "" } = useParams();
  const [search] = useSearchParams();
  const [name, setName] = useState(recallDisplayName);
  const key = search.get("k");
  // Before the first join: it is what lets us in.
  useMemo(() => key && rememberLinkKey(roomId, key), [roomId, key]);

  // In parallel with everything else: the editor is the largest part of this page.
  useEffect(() => void loadMonaco().catch(() => undefined), []);
  const readCopy = useCallback(async () => readFileCopy(await localCopies(), roomId), [roomId]);

  function enter(chosen: string): void {
    rememberDisplayName(chosen);
    setName(chosen);
  }

  if (name === undefined) return <JoinCard roomId={roomId} onJoin={enter} readCopy={readCopy} />;
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
  const { live, join, stranded, freshToken, refresh } = useYjs(roomId, username);
  if (!live) return null;
  return (
    <OpenRoom
      roomId={roomId}
      live={live}
      join={join}
      stranded={stranded}
      freshToken={freshToken}
      refresh={refresh}
      onRename={onRename}
    />
  );
}

interface OpenRoomProps {
  readonly roomId: string;
  readonly live: LiveRoom;
  readonly join: Join | null;
  readonly stranded: FileCopy | null;
  readonly freshToken: () => Promise<string>;
  readonly refresh: () => Promise<void>;
  readonly onRename: () => void;
}

function OpenRoom(props: OpenRoomProps) {
  const { roomId, live, join, stranded, freshToken, refresh, onRename } = props;
  const { connection } = live;
  const end = useRoomStatus(connection, (status) => status.end);
  const isUnseen = useRoomStatus(connection, ({ phase, ready }) => phase === "offline" && !ready);
  const role = useRoomStatus(connection, ({ participant }) => participant?.role);
  const [room, setRoom] = useRoomDetails(roomId, join, role);
  const [linkKey, setLinkKey] = useState(() => recallLinkKey(roomId));
  const readCopy = useCallback(() => live.rescue(), [live]);
  const call = useWebRTC(connection, join, refresh);

  useEffect(() => {
    if (end?.reason === "deleted" || end?.reason === "not-found") forgetRoom(roomId);
  }, [roomId, end]);

  const context = useMemo((): RoomContextValue => {
    const onLinkKey = (key: string): void => {
      rememberLinkKey(roomId, key);
      setLinkKey(key);
    };
    return { roomId, live, join, room, role, linkKey, freshToken, onRoom: setRoom, onLinkKey };
  }, [roomId, live, join, room, role, linkKey, freshToken, setRoom]);

  if (end) {
    return (
      <RoomEnded
        end={end}
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
