/** The chat's messages to and from the server; what becomes of them is left to `chat-log.ts`. */

import { type ChatEvent, parseChat } from "./chat-messages.ts";

export type ChatListener = (event: ChatEvent) => void;

export class ChatChannel {
  readonly #transmit: (json: string) => void;
  readonly #listeners = new Set<ChatListener>();

  constructor(transmit: (json: string) => void) {
    this.#transmit = transmit;
  }

  /** Lost where there is no socket just now: what was said comes back by its nonce. */
  send(text: string, nonce: string): void {
    this.#transmit(JSON.stringify({ text, nonce }));
  }

  readonly subscribe = (listener: ChatListener): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  receive(json: string): void {
    const event = parseChat(json);
    if (!event) return;
    for (const listener of this.#listeners) listener(event);
  }

  /** The connection is gone. */
  lost(): void {
    for (const listener of this.#listeners) listener({ type: "lost" });
  }

  clear(): void {
    this.#listeners.clear();
  }
}
