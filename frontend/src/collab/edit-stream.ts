/** Our own edits on their way to the server: held back, sent, acknowledged. */

import * as Y from "yjs";
import { LOCAL_COPY } from "./local-copies.ts";
import { SavedEdits } from "./saved-edits.ts";
import { encodeStep2, encodeUpdate } from "./wire.ts";

// No structs and no deletions: what an update without content looks like.
const EMPTY_UPDATE_BYTES = 2;
// The state vector of an empty document.
const NOTHING_KNOWN = new Uint8Array([0]);

export interface EditStreamHost {
  /** The origin of what comes from the server. */
  readonly remoteOrigin: unknown;
  /** A viewer's edits change nothing and are never acknowledged [SY5]: there are none to send. */
  readonly mayEdit: () => boolean;
  readonly send: (frame: Uint8Array<ArrayBuffer>) => void;
  readonly onSaved: (saved: boolean) => void;
}

export class EditStream {
  readonly #doc: Y.Doc;
  readonly #host: EditStreamHost;
  readonly #saved = new SavedEdits();
  /** Set once the server's step 1 was answered on this socket: from then on edits stream. */
  #streaming = false;

  constructor(doc: Y.Doc, host: EditStreamHost) {
    this.#doc = doc;
    this.#host = host;
    doc.on("update", this.#onUpdate);
  }

  get allSaved(): boolean {
    return this.#saved.all;
  }

  /** Sends all that the server lacks; from here on edits are sent one by one. */
  answer(stateVector: Uint8Array = NOTHING_KNOWN): void {
    if (!this.#host.mayEdit()) return;
    const update = Y.encodeStateAsUpdate(this.#doc, stateVector);
    this.#host.send(encodeStep2(update));
    this.#saved.answerSent(update.length > EMPTY_UPDATE_BYTES);
    this.#streaming = true;
    this.#host.onSaved(this.#saved.all);
  }

  acknowledged(ordinal: number): void {
    this.#saved.acknowledged(ordinal);
    this.#host.onSaved(this.#saved.all);
  }

  /** The document holds edits that the server may never have seen. */
  holdsUnsent(): void {
    this.#saved.editHeldBack();
  }

  pause(): void {
    this.#streaming = false;
  }

  connectionEnded(): void {
    this.#streaming = false;
    this.#saved.connectionEnded();
  }

  readonly #onUpdate = (update: Uint8Array, origin: unknown): void => {
    if (origin === this.#host.remoteOrigin || origin === LOCAL_COPY || !this.#host.mayEdit())
      return;
    if (this.#streaming) {
      this.#host.send(encodeUpdate(update));
      this.#saved.editSent();
    } else {
      // Not queued: the answer to the server's next step 1 holds it.
      this.#saved.editHeldBack();
    }
    this.#host.onSaved(false);
  };
}
