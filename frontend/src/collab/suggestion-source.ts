/**
 * One suggestion at a time for one file: asked for, kept while it is still what one wants, and
 * anchored to its place among everybody's edits. It is nobody's but ours until it is accepted.
 */

import * as Y from "yjs";
import { StatusStore } from "./status-store.ts";
import { isHighSurrogate, isLowSurrogate } from "./text-diff.ts";

export interface SuggestionStatus {
  readonly phase: "idle" | "asking" | "shown" | "empty" | "failed";
  /** In words for people; only when `failed`. */
  readonly problem: string;
  /** Who made the one that is shown. */
  readonly engine: string;
  readonly redacted: number;
}

export interface SuggestionEvent {
  /** The text so far, which the end may still cut. */
  readonly text: string;
  readonly end: { readonly engine: string; readonly redacted: number } | null;
}

export interface SuggestionAsk {
  /** Around the caret, not the whole of a large file. */
  readonly code: string;
  readonly cursor: number;
}

export type Asker = (ask: SuggestionAsk, signal: AbortSignal) => AsyncIterable<SuggestionEvent>;

interface Pending {
  readonly anchor: Y.RelativePosition;
  readonly abort: AbortController;
  readonly key: string;
  text: string;
  done: boolean;
}

// Before and behind the caret: several times what the server's window holds.
const CODE_BEFORE = 12_000;
const CODE_BEHIND = 4_000;
// An edit of somebody else's this near changes what one was about to write.
const NEAR_LINES = 1;
const CACHE_SIZE = 50;
// The caret goes on from the character before it, whatever others write there.
const STICK_LEFT = -1;

const IDLE: SuggestionStatus = { phase: "idle", problem: "", engine: "", redacted: 0 };

export class SuggestionSource {
  readonly #text: Y.Text;
  readonly #ask: Asker;
  readonly #describe: (error: unknown) => string;
  readonly #store = new StatusStore<SuggestionStatus>(IDLE);
  readonly #cache = new Map<string, { text: string; engine: string; redacted: number }>();
  #pending: Pending | null = null;

  readonly subscribe = this.#store.subscribe;
  readonly getSnapshot = this.#store.getSnapshot;

  /** `describe` puts errors into words. */
  constructor(text: Y.Text, ask: Asker, describe: (error: unknown) => string) {
    this.#text = text;
    this.#ask = ask;
    this.#describe = describe;
    text.observe(this.#onEdit);
  }

  /** Asks for what comes at an offset, unless it is known or under way. */
  request(offset: number): void {
    if (this.remainder(offset) !== null) return;
    this.cancel();
    const ask = this.#window(offset);
    const key = `${ask.code.slice(0, ask.cursor)}\u0000${ask.code.slice(ask.cursor)}`;
    const anchor = Y.createRelativePositionFromTypeIndex(this.#text, offset, STICK_LEFT);
    const pending = { anchor, abort: new AbortController(), key, text: "", done: false };
    this.#pending = pending;
    const known = this.#cache.get(key);
    if (known) this.#finish(pending, known.text, known.engine, known.redacted);
    else void this.#listen(pending, ask);
  }

  /**
   * What is left to write at an offset of the suggestion that there is: "" while more may come,
   * null where it does not fit (any more).
   */
  remainder(offset: number): string | null {
    const pending = this.#pending;
    if (!pending) return null;
    const start = this.#place(pending);
    if (start === null || offset < start || offset - start > pending.text.length + 1) return null;
    const written = this.#text.toString().slice(start, offset);
    if (pending.text.startsWith(written)) return pending.text.slice(written.length);
    return !pending.done && written.startsWith(pending.text) ? "" : null;
  }

  /** Resolves when nobody is asked any more, or when `onAbort` says so. */
  async settled(onAbort: (listener: () => void) => { dispose(): void }): Promise<void> {
    if (this.getSnapshot().phase !== "asking") return;
    await new Promise<void>((resolve) => {
      const end = (): void => {
        stop();
        abortion.dispose();
        resolve();
      };
      const stop = this.subscribe(() => {
        if (this.getSnapshot().phase !== "asking") end();
      });
      const abortion = onAbort(end);
    });
  }

  /** Forgets the suggestion and stops whoever still works on it. */
  cancel(): void {
    this.#pending?.abort.abort();
    this.#pending = null;
    this.#store.set(IDLE);
  }

  dispose(): void {
    this.#text.unobserve(this.#onEdit);
    this.cancel();
    this.#store.clear();
  }

  async #listen(pending: Pending, ask: SuggestionAsk): Promise<void> {
    this.#store.set({ ...IDLE, phase: "asking" });
    try {
      for await (const { text, end } of this.#ask(ask, pending.abort.signal)) {
        if (pending !== this.#pending) return;
        if (end) {
          this.#remember(pending.key, { text, ...end });
          this.#finish(pending, text, end.engine, end.redacted);
          return;
        }
        pending.text = text;
      }
      if (pending === this.#pending) this.#finish(pending, pending.text, "", 0);
    } catch (error) {
      if (pending !== this.#pending || pending.abort.signal.aborted) return;
      this.#pending = null;
      this.#store.set({ ...IDLE, phase: "failed", problem: this.#describe(error) });
    }
  }

  #finish(pending: Pending, text: string, engine: string, redacted: number): void {
    pending.text = text;
    pending.done = true;
    this.#store.set({ ...IDLE, phase: text === "" ? "empty" : "shown", engine, redacted });
  }

  #remember(key: string, answer: { text: string; engine: string; redacted: number }): void {
    this.#cache.set(key, answer);
    const [oldest] = this.#cache.keys();
    if (this.#cache.size > CACHE_SIZE && oldest !== undefined) this.#cache.delete(oldest);
  }

  /** Others' edits near it make it another question; those elsewhere only move it. */
  readonly #onEdit = (event: Y.YTextEvent, transaction: Y.Transaction): void => {
    if (!this.#pending || transaction.local) return;
    const start = this.#place(this.#pending);
    if (start !== null && !this.#isNear(event.delta, start)) return;
    this.cancel();
  };

  #isNear(delta: Y.YTextEvent["delta"], start: number): boolean {
    const text = this.#text.toString();
    const line = (at: number) => text.slice(0, at).split("\n").length;
    const own = line(start);
    let at = 0;
    for (const { retain, insert, delete: deleted } of delta) {
      if (retain !== undefined) at += retain;
      if (insert === undefined && deleted === undefined) continue;
      const length = typeof insert === "string" ? insert.length : 0;
      if (line(at) - NEAR_LINES <= own && own <= line(at + length) + NEAR_LINES) return true;
      at += length;
    }
    return false;
  }

  #place({ anchor }: Pending): number | null {
    const { doc } = this.#text;
    const place = doc && Y.createAbsolutePositionFromRelativePosition(anchor, doc);
    return place ? place.index : null;
  }

  #window(offset: number): SuggestionAsk {
    const text = this.#text.toString();
    let from = Math.max(0, offset - CODE_BEFORE);
    let to = Math.min(text.length, offset + CODE_BEHIND);
    if (isLowSurrogate(text.charCodeAt(from))) from += 1;
    if (isHighSurrogate(text.charCodeAt(to - 1))) to -= 1;
    return { code: text.slice(from, to), cursor: offset - from };
  }
}
