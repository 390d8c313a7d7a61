/** A room's document and connection, for as long as the component is on the page. */

import { useEffect, useState, useSyncExternalStore } from "react";
import { type Join, leaveRoom } from "../api/rooms.ts";
import { LiveRoom } from "../collab/live-room.ts";
import type { RoomConnection } from "../collab/room-connection.ts";
import type { RoomStatus } from "../collab/room-status.ts";
import { admit } from "./admit.ts";

export interface YjsRoom {
  readonly live: LiveRoom | null;
  /** The newest join's answer; null until there was one. */
  readonly join: Join | null;
}

export function useYjs(roomId: string, username: string): YjsRoom {
  const [live, setLive] = useState<LiveRoom | null>(null);
  const [join, setJoin] = useState<Join | null>(null);
  useEffect(() => {
    const room = new LiveRoom({
      roomId,
      admit: (signal) => admit(roomId, username, setJoin, signal),
    });
    setLive(room);
    return () => {
      setLive(null);
      room.dispose();
    };
  }, [roomId, username]);
  return { live, join };
}

/** Says goodbye at once; without it the server notices when the connection closes. */
export function sayGoodbye(join: Join | null): void {
  if (join) leaveRoom(join.room.id, join.user_id, join.token).catch(() => undefined);
}

/** One fact of the connection's status; the component renders again only when that changes. */
export function useRoomStatus<Fact>(
  connection: RoomConnection,
  select: (status: RoomStatus) => Fact,
): Fact {
  return useSyncExternalStore(connection.subscribe, () => select(connection.getSnapshot()));
}
