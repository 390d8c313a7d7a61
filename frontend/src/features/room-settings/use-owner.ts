/** The owner's hand on the room: one wish at a time, and what came of it. */

import { changeRoom, type RoomChange } from "../../api/rooms.ts";
import { useRoom } from "../../hooks/room-context.ts";
import { type Task, useTask } from "../../hooks/use-task.ts";
import { recallOwnerKey } from "../../remembered/room-keys.ts";

export interface Owner extends Task {
  readonly roomId: string;
  /** Changes the room; answers whether it went well. */
  readonly change: (change: RoomChange) => Promise<boolean>;
}

export function useOwner(): Owner {
  const { roomId, onRoom } = useRoom();
  const task = useTask();
  const change = (wanted: RoomChange) =>
    task.run(async () => onRoom(await changeRoom(roomId, wanted, ownerKeyOf(roomId))));
  return { ...task, roomId, change };
}

/** "" where this browser has none: the server's refusal then says what is wrong. */
export function ownerKeyOf(roomId: string): string {
  return recallOwnerKey(roomId) ?? "";
}
