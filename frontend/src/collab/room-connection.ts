/**
 * Our Yjs provider: keeps one document in step with a room's server, for as long as it lives.
 * How to join over HTTP is left to the caller (`admit`), what the document holds to others.
 */

import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from "y-protocols/awareness";
import * as Y from "yjs";
import { type Admission, AdmissionRefused, socketUrl } from "./admission.ts";
import { CloseCode } from "./close-codes.gen.ts";
import { forgetPeers } from "./forget-peers.ts";
import { reconnectDelay } from "./reconnect-delay.ts";
import { RoomSocket } from "./room-socket.ts";
import { type EndReason, endReasonOf, type RoomStatus } from "./room-status.ts";
import { SavedEdits } from "./saved-edits.ts";
import {
  encodeAwareness,
  encodeStep1,
  encodeStep2,
  encodeUpdate,
  type ServerMessage,
} from "./wire.ts";

// A connection that lasted this long was a success: the next delay starts small again.
const STABLE_MS = 5_000;
// A fresh token refused this often in a row is no matter of a token that ran out.
const MAX_TOKEN_REFUSALS = 3;
// Structs that still wait for a missing one after this time are asked for again.
const PENDING_STRUCTS_MS = 1_000;

// No structs and no deletions: what an update without content looks like.
const EMPTY_UPDATE_BYTES = 2;

export interface RoomConnectionOptions {
  readonly roomId: string;
  /** Joins the room; called before each connection, since tokens live for minutes. */
  readonly admit: (signal: AbortSignal) => Promise<Admission>;
  readonly socketClass?: typeof WebSocket;
  readonly random?: () => number;
}

export class RoomConnection {
  readonly doc = new Y.Doc();
  readonly awareness = new Awareness(this.doc);

  readonly #options: RoomConnectionOptions;
  readonly #listeners = new Set<() => void>();
  readonly #saved = new SavedEdits();
  /** Aborted when nothing more shall be tried: by the end of the room, or by `dispose`. */
  readonly #abort = new AbortController();
  #disposed = false;
  #status: RoomStatus = {
    phase: "connecting",
    ready: false,
    saved: true,
    participant: null,
    end: null,
  };
  /** The one socket that is open or opening. */
  #socket: RoomSocket | null = null;
  /** True while an admission is awaited, so that no second attempt starts beside it. */
  #admitting = false;
  /** Set once the server's step 1 was answered on this socket: from then on edits stream. */
  #streaming = false;
  /** The life of the document that `doc` was first synced with; never merged with another. */
  #epoch: string | null = null;
  /** Attempts since the last stable connection. */
  #failures = 0;
  /** Fresh tokens refused since the document was last in step. */
  #tokenRefusals = 0;
  /** Milliseconds since 1970; 0 while this socket has not synced. */
  #liveSince = 0;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #pendingTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: RoomConnectionOptions) {
    this.#options = options;
    // Nobody is announced before the server has said who we are.
    this.awareness.setLocalState(null);
    this.doc.on("update", this.#onDocumentUpdate);
    this.awareness.on("update", this.#onAwarenessUpdate);
    globalThis.addEventListener?.("online", this.retryNow);
    globalThis.addEventListener?.("pagehide", this.#onPageHide);
    void this.#connect();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly getSnapshot = (): RoomStatus => this.#status;

  /** Skips what is left of a reconnect delay. */
  readonly retryNow = (): void => {
    if (this.#status.phase === "ended" || this.#socket !== null || this.#admitting) return;
    void this.#connect();
  };

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    // While the socket still stands: tells the others at once that we are gone.
    this.awareness.destroy();
    this.#stop();
    this.#listeners.clear();
    this.doc.destroy();
  }

  async #connect(): Promise<void> {
    clearTimeout(this.#retryTimer);
    this.#admitting = true;
    try {
      const admission = await this.#options.admit(this.#abort.signal);
      if (!this.#abort.signal.aborted) this.#admitted(admission);
    } catch (error) {
      if (this.#abort.signal.aborted) return;
      if (error instanceof AdmissionRefused) this.#end(error.reason, error.message);
      else this.#retryLater();
    } finally {
      this.#admitting = false;
    }
  }

  #admitted(admission: Admission): void {
    if (this.#epoch !== null && admission.epoch !== this.#epoch) {
      this.#end("epoch", "The room's document was started anew.");
      return;
    }
    const { userId: id, username: name, role } = admission;
    this.#setStatus({ participant: { id, name, role } });
    this.#socket = new RoomSocket(
      socketUrl(admission, this.#options.roomId),
      {
        opened: () => this.#onOpen(),
        received: (message) => this.#onMessage(message, admission.epoch),
        lost: (code, reason) => this.#onLost(code, reason),
      },
      this.#options.socketClass ?? WebSocket,
    );
  }

  #onOpen(): void {
    forgetPeers(this.awareness, this);
    this.#send(encodeStep1(Y.encodeStateVector(this.doc)));
    // A new clock: the server may still hold the old one as that of somebody who left.
    const state = this.awareness.getLocalState();
    if (state !== null) this.awareness.setLocalState(state);
  }

  #onMessage(message: ServerMessage, epoch: string): void {
    switch (message.type) {
      case "step1":
        this.#answer(message.stateVector);
        break;
      case "step2":
        this.#apply(message.update);
        this.#epoch = epoch;
        this.#tokenRefusals = 0;
        this.#liveSince ||= Date.now();
        this.#setStatus({ phase: "live", ready: true });
        break;
      case "update":
        this.#apply(message.update);
        break;
      case "awareness":
        applyAwarenessUpdate(this.awareness, message.states, this);
        break;
      case "hello": {
        const { participant: id, name, role } = message.hello;
        this.#setStatus({ participant: { id, name, role } });
        break;
      }
      case "ack":
        this.#saved.acknowledged(message.ordinal);
        this.#setStatus({ saved: this.#saved.all });
        break;
      case "refused":
        console.warn(`The server refuses: ${message.reason}`);
        break;
      case "unknown":
    }
  }

  /** Sends all that the server lacks; from here on edits are sent one by one. */
  #answer(stateVector: Uint8Array): void {
    if (this.#isViewer) return;
    const update = Y.encodeStateAsUpdate(this.doc, stateVector);
    this.#send(encodeStep2(update));
    this.#saved.answerSent(update.length > EMPTY_UPDATE_BYTES);
    this.#streaming = true;
    this.#setStatus({ saved: this.#saved.all });
  }

  /** A viewer's edits change nothing and are never acknowledged [SY5]: there are none to send. */
  get #isViewer(): boolean {
    return this.#status.participant?.role === "viewer";
  }

  #apply(update: Uint8Array): void {
    Y.applyUpdate(this.doc, update, this);
    if (this.doc.store.pendingStructs === null) {
      clearTimeout(this.#pendingTimer);
      this.#pendingTimer = undefined;
    } else {
      this.#pendingTimer ??= setTimeout(this.#askAgain, PENDING_STRUCTS_MS);
    }
  }

  readonly #askAgain = (): void => {
    this.#pendingTimer = undefined;
    this.#send(encodeStep1(Y.encodeStateVector(this.doc)));
  };

  readonly #onDocumentUpdate = (update: Uint8Array, origin: unknown): void => {
    if (origin === this || this.#isViewer) return;
    if (this.#streaming) {
      this.#send(encodeUpdate(update));
      this.#saved.editSent();
    } else {
      // Not queued: the answer to the server's next step 1 holds it.
      this.#saved.editHeldBack();
    }
    this.#setStatus({ saved: false });
  };

  readonly #onAwarenessUpdate = (
    changes: { added: number[]; updated: number[]; removed: number[] },
    origin: unknown,
  ): void => {
    const own = this.doc.clientID;
    const { added, updated, removed } = changes;
    // Echoes of others' states would be dropped by the server anyway [AW2].
    if (origin === this || ![added, updated, removed].some((ids) => ids.includes(own))) return;
    this.#send(encodeAwareness(encodeAwarenessUpdate(this.awareness, [own])));
  };

  readonly #onPageHide = (event: PageTransitionEvent): void => {
    // A page that may come back keeps its state; the server notices by itself [AW4].
    if (!event.persisted) this.awareness.setLocalState(null);
  };

  #onLost(code: number, reason: string): void {
    const wasStable = this.#liveSince > 0 && Date.now() - this.#liveSince > STABLE_MS;
    this.#dropSocket();
    if (wasStable) this.#failures = 0;
    if (code === CloseCode.token && ++this.#tokenRefusals < MAX_TOKEN_REFUSALS) {
      this.#retryLater();
      return;
    }
    const end = endReasonOf(code);
    if (end) this.#end(end, reason);
    else this.#retryLater();
  }

  #retryLater(): void {
    this.#setStatus({ phase: "offline" });
    const delay = reconnectDelay(this.#failures++, this.#options.random);
    this.#retryTimer = setTimeout(this.retryNow, delay);
  }

  #end(reason: EndReason, message: string): void {
    this.#stop();
    forgetPeers(this.awareness, this);
    this.#setStatus({ phase: "ended", end: { reason, message } });
  }

  #stop(): void {
    this.#abort.abort();
    clearTimeout(this.#retryTimer);
    globalThis.removeEventListener?.("online", this.retryNow);
    globalThis.removeEventListener?.("pagehide", this.#onPageHide);
    const socket = this.#socket;
    this.#dropSocket();
    socket?.close();
  }

  #dropSocket(): void {
    this.#socket = null;
    this.#streaming = false;
    this.#liveSince = 0;
    clearTimeout(this.#pendingTimer);
    this.#pendingTimer = undefined;
    this.#saved.connectionEnded();
  }

  #send(data: Uint8Array<ArrayBuffer>): void {
    this.#socket?.send(data);
  }

  #setStatus(change: Partial<RoomStatus>): void {
    const next = { ...this.#status, ...change };
    const keys = Object.keys(change) as (keyof RoomStatus)[];
    if (keys.every((key) => next[key] === this.#status[key])) return;
    this.#status = next;
    for (const listener of this.#listeners) listener();
  }
}
