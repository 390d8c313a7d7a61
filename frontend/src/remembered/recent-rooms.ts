/** The rooms that this browser was in lately, the newest first. */

import { recall, remember } from "./local-store.ts";

const KEY = "recent-rooms";
// What fits on Home without scrolling; older ones are in the browser's history.
const MAX_ROOMS = 5;

export interface RecentRoom {
  readonly id: string;
  readonly name: string;
  readonly language: string;
  /** Milliseconds since 1970. */
  readonly visitedAt: number;
}

export function recallRecentRooms(): readonly RecentRoom[] {
  const rooms = recall(KEY);
  return Array.isArray(rooms) ? rooms.filter(isRecentRoom) : [];
}

export function rememberRoom(room: RecentRoom): void {
  const others = recallRecentRooms().filter(({ id }) => id !== room.id);
  remember(KEY, [room, ...others].slice(0, MAX_ROOMS));
}

export function forgetRoom(roomId: string): void {
  remember(
    KEY,
    recallRecentRooms().filter(({ id }) => id !== roomId),
  );
}

function isRecentRoom(value: unknown): value is RecentRoom {
  const room = value as Partial<Record<keyof RecentRoom, unknown>> | null;
  return (
    typeof room?.id === "string" &&
    typeof room.name === "string" &&
    typeof room.language === "string" &&
    typeof room.visitedAt === "number"
  );
}
