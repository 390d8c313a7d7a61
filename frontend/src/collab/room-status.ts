/** What a connection to a room can be, and why it can end for good. */

import { CloseCode } from "./close-codes.gen.ts";
import type { Role } from "./role.ts";

export type EndReason =
  | "not-found"
  | "deleted"
  | "full"
  | "forbidden"
  | "removed"
  | "link-closed"
  | "locked"
  | "password"
  | "password-wrong"
  | "password-tries"
  | "token"
  | "epoch"
  | "document-full"
  | "malformed"
  | "refused";

export interface RoomEnd {
  readonly reason: EndReason;
  /** The server's words, where it gave any. */
  readonly message: string;
  /** When to try again, in milliseconds since 1970, where the server said so. */
  readonly retryAt?: number | undefined;
}

export interface Participant {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
}

export interface RoomStatus {
  /** `connecting` only until the first attempt ends; `live` once the document is in step. */
  readonly phase: "connecting" | "live" | "offline" | "ended";
  /** Milliseconds since 1970; null unless `offline`. */
  readonly offlineSince: number | null;
  /** The document was read from the server, or from this browser's copy: it may be edited. */
  readonly ready: boolean;
  /** Every edit made here is durable on the server. */
  readonly saved: boolean;
  /** The server cannot write just now: edits reach it and wait there. */
  readonly storeFailing: boolean;
  /** When the room will be deleted unless something happens, in milliseconds since 1970. */
  readonly closingAt: number | null;
  /** Edits made here will never be taken: who made them may only look now [SY5]. */
  readonly stranded: boolean;
  readonly participant: Participant | null;
  /** Ids of those who may only listen in calls [CA8]. */
  readonly listeners: readonly string[];
  /** Whether viewers may write in the chat [CH7]; null until the server has said so. */
  readonly viewersChat: boolean | null;
  /** The seat that the server gave our peer in the call [CA3]. */
  readonly seat: { readonly peer: string; readonly seat: number } | null;
  /** Ids of those who were removed while we were here. */
  readonly removed: readonly string[];
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
  [CloseCode.roomFull]: "full",
};

export const NO_STATUS: RoomStatus = {
  phase: "connecting",
  offlineSince: null,
  ready: false,
  saved: true,
  storeFailing: false,
  closingAt: null,
  stranded: false,
  participant: null,
  listeners: [],
  viewersChat: null,
  seat: null,
  removed: [],
  end: null,
};

/** Why a closed socket stays closed; undefined when the client should come back. */
export function endReasonOf(code: number, words = ""): EndReason | undefined {
  // One code for several refusals: the words tell them apart, and where they do not, "forbidden" is true.
  if (code === CloseCode.forbidden && /\bremoved\b/.test(words)) return "removed";
  if (code === CloseCode.forbidden && /\bfull\b/.test(words)) return "full";
  // Codes of the final range that this build does not know are final all the same.
  return END_REASONS[code] ?? (code >= 4400 && code <= 4499 ? "refused" : undefined);
}
