/** What the badge says about what one types, and for how long it has been so. */

import type { RoomStatus } from "../../collab/room-status.ts";

export type BadgeState = "connecting" | "saved" | "saving" | "offline" | "not-saved" | "read-only";

const MINUTE_MS = 60_000;

export function badgeState(status: RoomStatus): BadgeState {
  const { phase, saved, storeFailing, participant } = status;
  if (phase === "connecting") return "connecting";
  if (phase !== "live") return "offline";
  if (participant?.role === "viewer") return "read-only";
  if (saved) return "saved";
  return storeFailing ? "not-saved" : "saving";
}

/** "Offline", and for how long once that is worth a number. */
export function offlineLabel(since: number | null, now: number): string {
  const minutes = since === null ? 0 : Math.floor((now - since) / MINUTE_MS);
  if (minutes < 1) return "Offline";
  return minutes < 60 ? `Offline for ${minutes} min` : `Offline for ${Math.floor(minutes / 60)} h`;
}
