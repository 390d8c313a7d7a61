/** Keeps this browser's copy of one document up to date, a batch of updates at a time. */

import * as Y from "yjs";
import { type CopyHead, LOCAL_COPY, type LocalCopies } from "./local-copies.ts";

// What a crash of the browser may cost; one write for what is typed in that time.
const BATCH_MS = 300;

export class CopyWriter {
  readonly #copies: LocalCopies;
  readonly #doc: Y.Doc;
  #head: CopyHead;
  #waiting: Uint8Array[] = [];
  /** The head changed, or updates wait. */
  #dirty = true;
  /** The last write failed: the log has a gap that only the whole document fills. */
  #gap = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Writes follow one another. */
  #writing: Promise<void> = Promise.resolve();

  constructor(copies: LocalCopies, doc: Y.Doc, head: CopyHead) {
    this.#copies = copies;
    this.#doc = doc;
    this.#head = head;
    doc.on("update", this.#onUpdate);
    globalThis.document?.addEventListener("visibilitychange", this.#onHide);
    globalThis.addEventListener?.("pagehide", this.#onHide);
  }

  describe(change: Partial<Pick<CopyHead, "saved" | "participant" | "roomName">>): void {
    const next = { ...this.#head, ...change };
    if (JSON.stringify(next) === JSON.stringify(this.#head)) return;
    this.#head = next;
    this.#schedule();
  }

  /** Resolves when all that was passed so far is on the disk, or could not be put there. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#dirty) return this.#writing;
    this.#dirty = false;
    const updates = this.#waiting.splice(0);
    const head = { ...this.#head, updatedAt: Date.now() };
    const whole = () => Y.encodeStateAsUpdate(this.#doc);
    const update = this.#gap ? whole() : updates.length > 0 ? Y.mergeUpdates(updates) : null;
    this.#writing = this.#writing
      .then(() => this.#copies.append(head, update, whole))
      .then(
        () => {
          this.#gap = false;
        },
        (error: unknown) => {
          // Full or switched off: the room goes on without, and the next edit tries again.
          this.#gap = true;
          console.warn("This browser's copy of the room could not be written", error);
        },
      );
    return this.#writing;
  }

  /** Writes what waits and stops. */
  close(): Promise<void> {
    this.#stop();
    return this.flush();
  }

  /** Stops without writing: the copy is to be forgotten. */
  abandon(): Promise<void> {
    this.#stop();
    this.#dirty = false;
    this.#waiting = [];
    return this.#writing;
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#doc.off("update", this.#onUpdate);
    globalThis.document?.removeEventListener("visibilitychange", this.#onHide);
    globalThis.removeEventListener?.("pagehide", this.#onHide);
  }

  readonly #onUpdate = (update: Uint8Array, origin: unknown): void => {
    if (origin === LOCAL_COPY) return;
    this.#waiting.push(update);
    this.#schedule();
  };

  #schedule(): void {
    this.#dirty = true;
    this.#timer ??= setTimeout(() => void this.flush(), BATCH_MS);
  }

  readonly #onHide = (): void => {
    if (this.#timer !== undefined) void this.flush();
  };
}
