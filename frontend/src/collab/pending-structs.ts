/** Watches for structs that wait for a missing one: after a while somebody must ask for it again. */

import type * as Y from "yjs";

// Long enough for what is on its way already.
const PATIENCE_MS = 1_000;

export class PendingStructs {
  readonly #doc: Y.Doc;
  readonly #ask: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(doc: Y.Doc, ask: () => void) {
    this.#doc = doc;
    this.#ask = ask;
  }

  /** Call after each update that was applied. */
  check(): void {
    if (this.#doc.store.pendingStructs === null) {
      this.forget();
      return;
    }
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#ask();
    }, PATIENCE_MS);
  }

  forget(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
