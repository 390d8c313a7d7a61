/** What a connection to a room can be, and why it can end for good. */

import { CloseCode } from "./close-codes.gen.ts";
import type { Role } from "./wire.ts";

export type EndReason =
  | "not-found"
  | "deleted"
  | "full"
  | "forbidden"
  | "token"
  | "epoch"
  | "document-full"
  | "malformed"
  | "refused";

export interface RoomEnd {
  readonly reason: EndReason;
  /** The server's words, where it gave any. */
  readonly message: string;
}

export interface Participant {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
}

export interface RoomStatus {
  /** `connecting` only until the first attempt ends; `live` once the document is in step. */
  readonly phase: "connecting" | "live" | "offline" | "ended";
  /** The document was read from the server at least once, so it may be edited. */
  readonly ready: boolean;
  /** Every edit made here is durable on the server. */
  readonly saved: boolean;
  readonly participant: Participant | null;
  readonly end: RoomEnd | null;
}

const END_REASONS: Readonly<Partial<Record<number, EndReason>>> = {
  [CloseCode.malformed]: "malformed",
  [CloseCode.token]: "token",
  [CloseCode.forbidden]: "forbidden",
  [CloseCode.noRoom]: "not-found",
  [CloseCode.epoch]: "epoch",
  [CloseCode.deleted]: "deleted",
  [CloseCode.documentFull]: "document-full",
};

/** Why a closed socket stays closed; undefined when the client should come back. */
export function endReasonOf(code: number): EndReason | undefined {
  // Codes of the final range that this build does not know are final all the same.
  return END_REASONS[code] ?? (code >= 4400 && code <= 4499 ? "refused" : undefined);
}
