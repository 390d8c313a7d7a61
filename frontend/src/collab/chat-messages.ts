/** What the server says of the chat, and what we say to it [CH1]: JSON to values fit to be shown. */

import * as z from "zod/mini";
import { inertText } from "./inert-text.ts";

/** As the server counts them at most: it counts Unicode code points, we count UTF-16 units. */
export const MAX_CHAT_LENGTH = 4_000;

const MAX_NAME_CHARACTERS = 50;
const MAX_ID_CHARACTERS = 64;

export interface ChatMessage {
  readonly id: number;
  /** Milliseconds since 1970, by the server's clock. */
  readonly at: number;
  readonly userId: string;
  readonly name: string;
  /** A stranger's words: for `chat-text.ts`, never for HTML. */
  readonly text: string;
  /** Its sender's name for it. */
  readonly nonce: string | undefined;
}

/** Why the server did not take a message [CH5]. */
export type ChatRefusal = "too-long" | "empty" | "viewers-may-not" | "rate" | "unknown";

export type ChatEvent =
  /** The connection: what was under way may or may not have been said. */
  | { readonly type: "lost" }
  /** All that there is, on each new connection. */
  | { readonly type: "log"; readonly messages: readonly ChatMessage[] }
  | { readonly type: "messages"; readonly messages: readonly ChatMessage[] }
  | { readonly type: "refused"; readonly reason: ChatRefusal; readonly nonce: string };

const message = z.object({
  id: z.int().check(z.positive()),
  at: z.string(),
  from: z.object({ id: z.string().check(z.maxLength(MAX_ID_CHARACTERS)), name: z.string() }),
  text: z.string(),
  nonce: z.optional(z.string()),
});

const frame = z.object({
  log: z.optional(z.array(z.unknown())),
  messages: z.optional(z.array(z.unknown())),
  refused: z.optional(z.string()),
  nonce: z.catch(z.string(), ""),
});

/** What this build does not understand says nothing to it. */
export function parseChat(json: string): ChatEvent | undefined {
  const parsed = z.safeParse(frame, JSON.parse(json));
  if (!parsed.success) return undefined;
  const { log, messages, refused, nonce } = parsed.data;
  if (log) return { type: "log", messages: readMessages(log) };
  if (messages) return { type: "messages", messages: readMessages(messages) };
  if (refused !== undefined) return { type: "refused", reason: readRefusal(refused), nonce };
  return undefined;
}

function readRefusal(reason: string): ChatRefusal {
  switch (reason) {
    case "too-long":
    case "empty":
    case "viewers-may-not":
    case "rate":
      return reason;
    default:
      return "unknown";
  }
}

function readMessages(values: readonly unknown[]): readonly ChatMessage[] {
  const messages: ChatMessage[] = [];
  for (const value of values) {
    const parsed = z.safeParse(message, value);
    if (!parsed.success) continue;
    const { id, at, from, text, nonce } = parsed.data;
    const name = inertText(from.name, MAX_NAME_CHARACTERS) || "Guest";
    messages.push({ id, at: Date.parse(at) || 0, userId: from.id, name, text, nonce });
  }
  return messages;
}
