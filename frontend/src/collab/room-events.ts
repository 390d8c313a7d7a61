/** What changes around the document while one is in the room [RE1]. */

import { type Role, readRole } from "./role.ts";

export type RoomEvent =
  | { readonly event: "role"; readonly role: Role }
  /** When the room is deleted, in milliseconds since 1970; null: no longer. */
  | { readonly event: "closing"; readonly at: number | null }
  | { readonly event: "store"; readonly failing: boolean };

/** An event that this build does not know says nothing to it. */
export function parseRoomEvent(json: string): RoomEvent | undefined {
  const value = JSON.parse(json) as Record<string, unknown>;
  switch (value.event) {
    case "role":
      return { event: "role", role: readRole(value.role) };
    case "closing":
      return { event: "closing", at: readTime(value.at) };
    case "store":
      return { event: "store", failing: value.failing === true };
    default:
      return undefined;
  }
}

function readTime(value: unknown): number | null {
  const time = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? null : time;
}
