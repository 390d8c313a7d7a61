/** The room as the server has it, asked again when our role and so our abilities change. */

import { useEffect, useState } from "react";
import { ApiProblem } from "../api/problem.ts";
import { getRoom, type Join, type Room } from "../api/rooms.ts";
import type { Role } from "../collab/role.ts";
import { forgetOwnerKey, recallOwnerKey } from "../remembered/room-keys.ts";

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
    // Without an answer the server refuses what the page still offers.
    ask(roomId, join.token, abort.signal).then(setRoom, () => undefined);
    return () => abort.abort();
  }, [roomId, join, role]);
  return [room, setRoom];
}

async function ask(roomId: string, token: string, signal: AbortSignal): Promise<Room> {
  try {
    return await getRoom(roomId, signal, recallOwnerKey(roomId) ?? token);
  } catch (error) {
    if (!(error instanceof ApiProblem && error.code === "owner-key-invalid")) throw error;
    // Somebody else owns the room now.
    forgetOwnerKey(roomId);
    return getRoom(roomId, signal, token);
  }
}
