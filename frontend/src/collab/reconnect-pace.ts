/** When to try a lost connection again: later after each failure, soon again after a success. */

import { reconnectDelay } from "./reconnect-delay.ts";

// A connection that lasted this long was a success: the next delay starts small again.
const STABLE_MS = 5_000;

export class ReconnectPace {
  readonly #retry: () => void;
  readonly #random: (() => number) | undefined;
  /** Attempts since the last stable connection. */
  #failures = 0;
  /** Milliseconds since 1970; 0 while the connection is not in step. */
  #liveSince = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(retry: () => void, random?: () => number) {
    this.#retry = retry;
    this.#random = random;
  }

  live(): void {
    this.#liveSince ||= Date.now();
  }

  lost(): void {
    if (this.#liveSince > 0 && Date.now() - this.#liveSince > STABLE_MS) this.#failures = 0;
    this.#liveSince = 0;
  }

  tryLater(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#retry, reconnectDelay(this.#failures++, this.#random));
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
