/**
 * A room's chat as one person has it: what was said, what of theirs is still to be said, and how
 * much they have not read. What they write is kept until the server has it, and said once [CH4].
 */

import type { ChatChannel } from "./chat-channel.ts";
import type { ChatEvent, ChatMessage, ChatRefusal } from "./chat-messages.ts";

// As many as the server keeps.
const MAX_MESSAGES = 500;
// A day on a train; more would be a mistake.
const MAX_UNSENT = 50;
// The server lets one message a second pass once the first ten are said.
const RATE_PAUSE_MS = 1_200;
const NONCE_BYTES = 16;

export interface UnsentMessage {
  readonly nonce: string;
  readonly text: string;
  /** Milliseconds since 1970, by our clock. */
  readonly at: number;
  /** Why the server will not have it; null while that is not so. */
  readonly failure: Exclude<ChatRefusal, "rate"> | null;
}

export interface ChatSnapshot {
  /** The log has come: before, nobody knows whether there is anything in it. */
  readonly loaded: boolean;
  /** The server hears us just now. */
  readonly online: boolean;
  /** Oldest first. */
  readonly messages: readonly ChatMessage[];
  readonly unsent: readonly UnsentMessage[];
  /** Messages of others that we have not read. */
  readonly unread: number;
  /** The id of the newest message that we have read. */
  readonly read: number;
}

/** What outlives the page. */
export interface KeptChat {
  /** The id of the newest message that was read. */
  readonly read: number;
  readonly unsent: readonly UnsentMessage[];
}

export interface ChatMemory {
  recall(): KeptChat;
  /** Another tab may have changed it meanwhile: a change is made to what is there. */
  change(change: (kept: KeptChat) => KeptChat): void;
  forget(): void;
}

export interface ChatLogOptions {
  readonly channel: ChatChannel;
  readonly memory: ChatMemory;
  /** Our own id; undefined before the first admission. */
  readonly ownId: () => string | undefined;
  /** Whether it is known by now what we may: a viewer waits for the room's word [CH7]. */
  readonly mayTry: () => boolean;
}

export class ChatLog {
  readonly #options: ChatLogOptions;
  readonly #listeners = new Set<() => void>();
  readonly #stop: () => void;
  #snapshot: ChatSnapshot;
  /** What the server has not answered yet: one at a time, so that they are said in order. */
  #underWay: string | null = null;
  #pause: ReturnType<typeof setTimeout> | undefined;
  #forgotten = false;

  constructor(options: ChatLogOptions) {
    this.#options = options;
    const { read, unsent } = options.memory.recall();
    this.#snapshot = { loaded: false, online: false, messages: [], unsent, unread: 0, read };
    this.#stop = options.channel.subscribe(this.#onEvent);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly getSnapshot = (): ChatSnapshot => this.#snapshot;

  /** Says it now, or as soon as the server is there; false where too much waits already. */
  send(text: string): boolean {
    const { unsent } = this.#snapshot;
    if (text.trim() === "" || unsent.length >= MAX_UNSENT) return false;
    const message = { nonce: makeNonce(), text, at: Date.now(), failure: null };
    this.#remember((kept) => ({ ...kept, unsent: [...kept.unsent, message] }));
    this.#set({ unsent: [...unsent, message] });
    this.tryNow();
    return true;
  }

  /** Tries again what the server would not have. */
  retry(nonce: string): void {
    this.#amend(nonce, null);
    this.tryNow();
  }

  /** Drops what was not said. */
  discard(nonce: string): void {
    this.#settle([nonce]);
    this.tryNow();
  }

  /** Whoever reads has seen all that there is. */
  markRead(): void {
    const newest = this.#snapshot.messages.at(-1)?.id ?? 0;
    if (newest <= this.#snapshot.read) return;
    this.#remember((kept) => ({ ...kept, read: newest }));
    this.#set({ read: newest, unread: 0 });
  }

  /** Sends the next message, if there is one and nothing is in its way. */
  tryNow(): void {
    const { online, unsent } = this.#snapshot;
    if (!online || this.#underWay !== null || this.#pause !== undefined) return;
    const next = unsent.find(({ failure }) => failure === null);
    if (!next || !this.#options.mayTry()) return;
    this.#underWay = next.nonce;
    this.#options.channel.send(next.text, next.nonce);
  }

  /** Takes every trace out of this browser. */
  forget(): void {
    this.#forgotten = true;
    this.#options.memory.forget();
    this.#set({ unsent: [] });
  }

  dispose(): void {
    clearTimeout(this.#pause);
    this.#stop();
    this.#listeners.clear();
  }

  readonly #onEvent = (event: ChatEvent): void => {
    switch (event.type) {
      case "log":
        this.#onMessages(event.messages, true);
        break;
      case "messages":
        this.#onMessages(event.messages, false);
        break;
      case "refused":
        this.#onRefused(event.nonce, event.reason);
        break;
      case "lost":
        clearTimeout(this.#pause);
        this.#pause = undefined;
        this.#underWay = null;
        this.#set({ online: false });
    }
    this.tryNow();
  };

  #onMessages(news: readonly ChatMessage[], isLog: boolean): void {
    const before = isLog ? [] : this.#snapshot.messages;
    const known = new Set(before.map(({ id }) => id));
    const messages = [...before, ...news.filter(({ id }) => !known.has(id))];
    messages.sort((one, other) => one.id - other.id);
    // Numbers that start anew are those of another log.
    const newest = messages.at(-1)?.id ?? 0;
    const isOther = isLog && newest < this.#snapshot.read;
    this.#snapshot = {
      ...this.#snapshot,
      messages: messages.slice(-MAX_MESSAGES),
      ...(isOther && { read: 0 }),
      ...(isLog && { loaded: true, online: true }),
    };
    this.#settle(news.flatMap(({ nonce }) => nonce ?? []));
  }

  #onRefused(nonce: string, reason: ChatRefusal): void {
    if (nonce === this.#underWay) this.#underWay = null;
    if (reason !== "rate") {
      this.#amend(nonce, reason);
      return;
    }
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => {
      this.#pause = undefined;
      this.tryNow();
    }, RATE_PAUSE_MS);
  }

  #amend(nonce: string, failure: UnsentMessage["failure"]): void {
    const amended = (unsent: readonly UnsentMessage[]) =>
      unsent.map((one) => (one.nonce === nonce ? { ...one, failure } : one));
    this.#remember((kept) => ({ ...kept, unsent: amended(kept.unsent) }));
    this.#set({ unsent: amended(this.#snapshot.unsent) });
  }

  /** What was said, or given up, waits no longer. */
  #settle(nonces: readonly string[]): void {
    const done = new Set(nonces);
    const left = (unsent: readonly UnsentMessage[]) =>
      unsent.filter(({ nonce }) => !done.has(nonce));
    if (this.#underWay !== null && done.has(this.#underWay)) this.#underWay = null;
    const unsent = left(this.#snapshot.unsent);
    if (unsent.length < this.#snapshot.unsent.length) {
      this.#remember((kept) => ({ ...kept, unsent: left(kept.unsent) }));
    }
    this.#set({ unsent, unread: this.#countUnread() });
  }

  #countUnread(): number {
    const own = this.#options.ownId();
    const { messages, read } = this.#snapshot;
    return messages.filter(({ id, userId }) => id > read && userId !== own).length;
  }

  #remember(change: (kept: KeptChat) => KeptChat): void {
    if (!this.#forgotten) this.#options.memory.change(change);
  }

  #set(change: Partial<ChatSnapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...change };
    for (const listener of this.#listeners) listener();
  }
}

/** Hexadecimal; `randomUUID` is not there on plain HTTP. */
function makeNonce(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
