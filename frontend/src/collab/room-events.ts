/** What changes around the document while one is in the room [RE1]. */

import { type Role, readRole } from "./role.ts";

export type RoomEvent =
  | { readonly event: "role"; readonly role: Role }
  /** When the room is deleted, in milliseconds since 1970 by our clock; null: no longer. */
  | { readonly event: "closing"; readonly at: number | null }
  /** Somebody was sent out for good. */
  | { readonly event: "removed"; readonly participant: string }
  /** Our own place in the call's order [CA3]. */
  | { readonly event: "seat"; readonly peer: string; readonly seat: number }
  /** Everybody who may only listen in calls [CA8]. */
  | { readonly event: "listeners"; readonly participants: readonly string[] }
  /** Whether viewers may write in the chat [CH7]. */
  | { readonly event: "chat"; readonly viewers: boolean }
  | { readonly event: "store"; readonly failing: boolean };

/** An event that this build does not know says nothing to it. */
export function parseRoomEvent(json: string): RoomEvent | undefined {
  const value = JSON.parse(json) as Record<string, unknown>;
  switch (value.event) {
    case "role":
      return { event: "role", role: readRole(value.role) };
    case "closing":
      return { event: "closing", at: readEnd(value.at, value.seconds) };
    case "removed":
      return { event: "removed", participant: String(value.participant) };
    case "seat":
      return { event: "seat", peer: String(value.peer), seat: Number(value.seat) };
    case "listeners":
      return { event: "listeners", participants: readList(value.participants) };
    case "chat":
      return { event: "chat", viewers: value.viewers === true };
    case "store":
      return { event: "store", failing: value.failing === true };
    default:
      return undefined;
  }
}

function readList(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** The seconds left count, where the server tells them: our clock need not go like its own. */
function readEnd(at: unknown, seconds: unknown): number | null {
  if (typeof at !== "string") return null;
  if (typeof seconds === "number") return Date.now() + seconds * 1_000;
  const time = Date.parse(at);
  return Number.isNaN(time) ? null : time;
}
