/** Counts our sync frames against the server's acks: are all our edits durable [DU2]? */

// Edits that no frame of this connection carries yet; no ack can cover them.
const NOT_SENT = Number.POSITIVE_INFINITY;

export class SavedEdits {
  /** Sync frames of sub-type 1 and 2 that left on this connection. */
  #sent = 0;
  /** The newest of them that the server calls durable. */
  #acked = 0;
  /** The newest of them that carries an edit of ours; 0 when none does. */
  #lastEdit = 0;

  get all(): boolean {
    return this.#acked >= this.#lastEdit;
  }

  /** An edit was made that cannot be sent now; the next full answer will carry it. */
  editHeldBack(): void {
    this.#lastEdit = NOT_SENT;
  }

  editSent(): void {
    this.#sent += 1;
    this.#lastEdit = this.#sent;
  }

  /** Step 2 left: it holds every edit that the server lacks, held back or not. */
  answerSent(holdsEdits: boolean): void {
    this.#sent += 1;
    if (holdsEdits || this.#lastEdit !== 0) this.#lastEdit = this.#sent;
  }

  acknowledged(ordinal: number): void {
    this.#acked = Math.max(this.#acked, Math.min(ordinal, this.#sent));
  }

  /** Ordinals start anew with each connection; what was not acknowledged is unsaved again. */
  connectionEnded(): void {
    this.#lastEdit = this.all ? 0 : NOT_SENT;
    this.#sent = 0;
    this.#acked = 0;
  }
}
