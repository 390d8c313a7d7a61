/** The room as the server has it, asked again when our role and so our abilities change. */

import { useEffect, useState } from "react";
import { getRoom, type Join, type Room } from "../api/rooms.ts";
import type { Role } from "../collab/role.ts";
import { recallOwnerKey } from "../remembered/room-keys.ts";

export function useRoomDetails(
  roomId: string,
  join: Join | null,
  role: Role | undefined,
): [Room | undefined, (room: Room) => void] {
  const [room, setRoom] = useState<Room | undefined>(join?.room);
  useEffect(() => {
    if (join) setRoom(join.room);
  }, [join]);
  useEffect(() => {
    // The join answered for the role that it gave.
    if (!join || role === undefined || role === join.role) return;
    const abort = new AbortController();
    const bearer = recallOwnerKey(roomId) ?? join.token;
    // Without an answer the server refuses what the page still offers.
    getRoom(roomId, abort.signal, bearer).then(setRoom, () => undefined);
    return () => abort.abort();
  }, [roomId, join, role]);
  return [room, setRoom];
}
