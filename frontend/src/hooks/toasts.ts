/** Sentences that come and go by themselves. Anything on the page may say one; one place shows them. */

export interface ToastAction {
  readonly label: string;
  readonly run: () => void;
}

export interface ToastMessage {
  readonly id: number;
  readonly text: string;
  readonly action?: ToastAction;
}

// More would cover what one works on; the oldest makes room.
const MAX_SHOWN = 3;

type Listener = () => void;

export class Toasts {
  #shown: readonly ToastMessage[] = [];
  #regions: readonly symbol[] = [];
  #lastId = 0;
  readonly #listeners = new Set<Listener>();

  readonly subscribe = (listener: Listener): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly getSnapshot = (): readonly ToastMessage[] => this.#shown;

  /** The region that shows them: the last to be opened, since a dialog hides those beneath it. */
  readonly getRegion = (): symbol | undefined => this.#regions.at(-1);

  /** Says it once, however often it is said while it is shown. */
  say(text: string, action?: ToastAction): void {
    this.#lastId += 1;
    const others = this.#shown.filter((toast) => toast.text !== text);
    const toast = { id: this.#lastId, text, ...(action && { action }) };
    this.#set([...others, toast].slice(-MAX_SHOWN));
  }

  dismiss(id: number): void {
    this.#set(this.#shown.filter((toast) => toast.id !== id));
  }

  addRegion(region: symbol): () => void {
    this.#regions = [...this.#regions, region];
    this.#tell();
    return () => {
      this.#regions = this.#regions.filter((other) => other !== region);
      this.#tell();
    };
  }

  #set(shown: readonly ToastMessage[]): void {
    this.#shown = shown;
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

export const toasts = new Toasts();
