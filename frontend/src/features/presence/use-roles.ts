/** People's roles by participant id; the server is asked again when it may have news. */

import { useCallback, useEffect, useState } from "react";
import { listUsers, type RoomUser } from "../../api/rooms.ts";
import type { Person } from "../../collab/people.ts";

// Nobody tells us of others' roles: a list that one looks at is this old at most.
const REFRESH_MS = 15_000;

export function useRoles(
  roomId: string,
  joined: readonly RoomUser[],
  people: readonly Person[],
  freshToken: (() => Promise<string>) | undefined,
): [ReadonlyMap<string, string>, () => void] {
  const [listed, setListed] = useState<readonly RoomUser[]>([]);
  const [asked, setAsked] = useState(0);
  const refresh = useCallback(() => setAsked((count) => count + 1), []);
  const roles = new Map([...joined, ...listed].map(({ user_id, role }) => [user_id, role]));
  const unknown = people
    .filter(({ userId }) => !roles.has(userId))
    .map(({ userId }) => userId)
    .join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again for each of these
  useEffect(() => {
    if (!freshToken) return;
    const abort = new AbortController();
    // Without an answer the list only lacks a word.
    freshToken()
      .then((token) => listUsers(roomId, token, abort.signal))
      .then(setListed, () => undefined);
    return () => abort.abort();
  }, [roomId, unknown, asked, freshToken]);
  useEffect(() => {
    const timer = setInterval(refresh, REFRESH_MS);
    return () => clearInterval(timer);
  }, [refresh]);
  return [roles, refresh];
}
