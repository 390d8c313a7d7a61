/** A room's document and connection, for as long as the component is on the page. */

import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { type Join, leaveRoom } from "../api/rooms.ts";
import type { FileCopy } from "../collab/file-copy.ts";
import { LiveRoom } from "../collab/live-room.ts";
import type { RoomConnection } from "../collab/room-connection.ts";
import type { RoomStatus } from "../collab/room-status.ts";
import { chatMemory } from "../remembered/chat.ts";
import { admit } from "./admit.ts";
import { localCopies } from "./local-copies.ts";
import { lifetimeOf } from "./room-token.ts";
import { sowSeed } from "./seed.ts";

// Longer than any call that carries a token takes to arrive.
const ENOUGH_SECONDS = 30;
// Less than half the life of the shortest-lived credential that an operator may choose.
const OLD_JOIN_MS = 120_000;

export interface YjsRoom {
  readonly live: LiveRoom | null;
  /** The newest join's answer; null until there was one. */
  readonly join: Join | null;
  /** What the server did not take, because its writer became a viewer. */
  readonly stranded: FileCopy | null;
  readonly freshToken: () => Promise<string>;
  /** Enters with a password; the room then starts again. Throws what the join is refused with. */
  readonly unlock: (password: string) => Promise<void>;
  /** Joins anew where the last join is old, if it can: relays' credentials run out. */
  readonly refresh: () => Promise<void>;
}

export function useYjs(roomId: string, username: string, firstPassword?: string): YjsRoom {
  const [live, setLive] = useState<LiveRoom | null>(null);
  const [join, setJoin] = useState<Join | null>(null);
  const newest = useRef({ token: "", at: 0 });
  const onJoin = useCallback((next: Join) => {
    newest.current = { token: next.token, at: performance.now() };
    setJoin(next);
  }, []);
  // Kept by the page alone: whoever was let in once comes back by the key of that.
  const password = useRef(firstPassword);
  const [stranded, setStranded] = useState<FileCopy | null>(null);
  // How often the document was started again without what the server did not take.
  const [restarts, setRestarts] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a restart is a new room
  useEffect(() => {
    const room = new LiveRoom({
      roomId,
      admit: (signal) => admit(roomId, username, onJoin, signal, password.current),
      copies: localCopies(),
      chatMemory: chatMemory(roomId),
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
  const freshToken = useCallback(async () => {
    const { token, at } = newest.current;
    // Since we got it, not by the clock that signed it: ours need not go like that.
    const left = lifetimeOf(token) - (performance.now() - at) / 1_000;
    if (left > ENOUGH_SECONDS) return token;
    const { signal } = new AbortController();
    return (await admit(roomId, username, onJoin, signal, password.current)).token;
  }, [roomId, username, onJoin]);
  const refresh = useCallback(async () => {
    if (performance.now() - newest.current.at < OLD_JOIN_MS) return;
    // Without an answer the last one has to do.
    const { signal } = new AbortController();
    await admit(roomId, username, onJoin, signal, password.current).catch(() => undefined);
  }, [roomId, username, onJoin]);
  const unlock = useCallback(
    async (tried: string) => {
      await admit(roomId, username, onJoin, new AbortController().signal, tried);
      password.current = tried;
      setRestarts((count) => count + 1);
    },
    [roomId, username, onJoin],
  );
  return { live, join, stranded, freshToken, unlock, refresh };
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
