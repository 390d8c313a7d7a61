/** What this browser keeps of a room's chat: how far it was read, what waits to be said, a draft. */

import { forget, recall, remember } from "./local-store.ts";

// Who did not come back for that long does not mean it any more.
const LIFETIME_MS = 7 * 86_400_000;
const MAX_UNSENT = 50;

interface Unsent {
  readonly nonce: string;
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly failure: "too-long" | "empty" | "viewers-may-not" | "unknown" | null;
}

interface Kept {
  readonly read: number;
  readonly unsent: readonly Unsent[];
}

export function chatMemory(roomId: string) {
  return {
    recall: () => recallKept(roomId),
    change: (change: (kept: Kept) => Kept): void =>
      remember(chatKey(roomId), change(recallKept(roomId))),
    forget: () => {
      forget(chatKey(roomId));
      forget(draftKey(roomId));
    },
  };
}

export function recallDraft(roomId: string): string {
  const draft = recall(draftKey(roomId));
  return typeof draft === "string" ? draft : "";
}

export function rememberDraft(roomId: string, draft: string): void {
  if (draft === "") forget(draftKey(roomId));
  else remember(draftKey(roomId), draft);
}

function recallKept(roomId: string, now = Date.now()): Kept {
  const kept = (recall(chatKey(roomId)) ?? {}) as Partial<Record<keyof Kept, unknown>>;
  const unsent = Array.isArray(kept.unsent) ? kept.unsent.flatMap(readUnsent) : [];
  return {
    read: typeof kept.read === "number" ? kept.read : 0,
    unsent: unsent.filter(({ at }) => now - at < LIFETIME_MS).slice(-MAX_UNSENT),
  };
}

function readUnsent(value: unknown): Unsent[] {
  const { nonce, text, at, failure } = (value ?? {}) as Partial<Record<keyof Unsent, unknown>>;
  if (typeof nonce !== "string" || typeof text !== "string" || typeof at !== "number") return [];
  return [{ nonce, text, at, failure: readFailure(failure) }];
}

function readFailure(value: unknown): Unsent["failure"] {
  switch (value) {
    case "too-long":
    case "empty":
    case "viewers-may-not":
    case "unknown":
      return value;
    default:
      return null;
  }
}

function chatKey(roomId: string): string {
  return `room:${roomId}:chat`;
}

function draftKey(roomId: string): string {
  return `room:${roomId}:chat-draft`;
}
