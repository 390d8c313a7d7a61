/** A room's document and connection, for as long as the component is on the page. */

import { useEffect, useState, useSyncExternalStore } from "react";
import { type Join, leaveRoom } from "../api/rooms.ts";
import type { FileCopy } from "../collab/file-copy.ts";
import { LiveRoom } from "../collab/live-room.ts";
import type { RoomConnection } from "../collab/room-connection.ts";
import type { RoomStatus } from "../collab/room-status.ts";
import { admit } from "./admit.ts";
import { localCopies } from "./local-copies.ts";
import { sowSeed } from "./seed.ts";

export interface YjsRoom {
  readonly live: LiveRoom | null;
  /** The newest join's answer; null until there was one. */
  readonly join: Join | null;
  /** What the server did not take, because its writer became a viewer. */
  readonly stranded: FileCopy | null;
}

export function useYjs(roomId: string, username: string): YjsRoom {
  const [live, setLive] = useState<LiveRoom | null>(null);
  const [join, setJoin] = useState<Join | null>(null);
  const [stranded, setStranded] = useState<FileCopy | null>(null);
  // How often the document was started again without what the server did not take.
  const [restarts, setRestarts] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a restart is a new room
  useEffect(() => {
    const room = new LiveRoom({
      roomId,
      admit: (signal) => admit(roomId, username, setJoin, signal),
      copies: localCopies(),
    });
    setLive(room);
    const stopSowing = sowSeed(roomId, room);
    const stopWatching = onceStranded(room, async () => {
      const lost = await room.rescue();
      await room.forgetCopy().catch(() => undefined);
      setStranded(lost ?? null);
      setRestarts((count) => count + 1);
    });
    return () => {
      stopSowing();
      stopWatching();
      setLive(null);
      room.dispose();
    };
  }, [roomId, username, restarts]);
  return { live, join, stranded };
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

function onceStranded({ connection }: LiveRoom, react: () => Promise<void>): () => void {
  const stop = connection.subscribe(() => {
    if (!connection.getSnapshot().stranded) return;
    stop();
    void react();
  });
  return stop;
}
