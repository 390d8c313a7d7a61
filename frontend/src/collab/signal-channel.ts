/** Signals to and from other connections of the room [SI1]; what they say is left to others. */

export type SignalListener = (signal: Readonly<Record<string, unknown>>) => void;

export class SignalChannel {
  readonly #transmit: (json: string) => void;
  readonly #listeners = new Set<SignalListener>();

  constructor(transmit: (json: string) => void) {
    this.#transmit = transmit;
  }

  /** Lost where there is no socket just now: whoever needs an answer asks again. */
  send(to: string, content: object): void {
    this.#transmit(JSON.stringify({ ...content, to }));
  }

  readonly subscribe = (listener: SignalListener): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  receive(json: string): void {
    const signal: unknown = JSON.parse(json);
    if (typeof signal !== "object" || signal === null) return;
    for (const listener of this.#listeners) listener(signal as Record<string, unknown>);
  }

  clear(): void {
    this.#listeners.clear();
  }
}
