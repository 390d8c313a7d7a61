/** A status that tells its listeners when it changes, in the shape React's store hook wants. */

export class StatusStore<Status extends object> {
  readonly #listeners = new Set<() => void>();
  #status: Status;

  constructor(initial: Status) {
    this.#status = initial;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly getSnapshot = (): Status => this.#status;

  set(change: Partial<Status>): void {
    const keys = Object.keys(change) as (keyof Status)[];
    if (keys.every((key) => Object.is(change[key], this.#status[key]))) return;
    this.#status = { ...this.#status, ...change };
    for (const listener of this.#listeners) listener();
  }

  clear(): void {
    this.#listeners.clear();
  }
}
