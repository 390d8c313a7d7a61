/** People's roles by participant id; the server is asked again when somebody unknown comes. */

import { useEffect, useState } from "react";
import { listUsers, type RoomUser } from "../../api/rooms.ts";
import type { Person } from "../../collab/people.ts";

export function useRoles(
  roomId: string,
  joined: readonly RoomUser[],
  people: readonly Person[],
): ReadonlyMap<string, string> {
  const [listed, setListed] = useState<readonly RoomUser[]>([]);
  const roles = new Map([...joined, ...listed].map(({ user_id, role }) => [user_id, role]));
  const unknown = people
    .filter(({ userId }) => !roles.has(userId))
    .map(({ userId }) => userId)
    .join();
  useEffect(() => {
    if (unknown === "") return;
    const abort = new AbortController();
    // Without an answer the list only lacks a word.
    listUsers(roomId, abort.signal).then(setListed, () => undefined);
    return () => abort.abort();
  }, [roomId, unknown]);
  return roles;
}
