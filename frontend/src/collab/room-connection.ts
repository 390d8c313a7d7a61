/**
 * Our Yjs provider: keeps one document in step with a room's server, for as long as it lives.
 * How to join over HTTP is left to the caller (`admit`), what the document holds to others.
 */

import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from "y-protocols/awareness";
import * as Y from "yjs";
import { type Admission, AdmissionRefused, socketUrl } from "./admission.ts";
import { ChatChannel } from "./chat-channel.ts";
import { CloseCode } from "./close-codes.gen.ts";
import { EditStream } from "./edit-stream.ts";
import { forgetPeers } from "./forget-peers.ts";
import { PendingStructs } from "./pending-structs.ts";
import { ReconnectPace } from "./reconnect-pace.ts";
import type { RoomEvent } from "./room-events.ts";
import { LOST, RoomSocket } from "./room-socket.ts";
import {
  type EndReason,
  endReasonOf,
  NO_STATUS,
  type Participant,
  type RoomStatus,
} from "./room-status.ts";
import { SignalChannel } from "./signal-channel.ts";
import { StatusStore } from "./status-store.ts";
import {
  encodeAwareness,
  encodeChat,
  encodeSignal,
  encodeStep1,
  type ServerMessage,
} from "./wire.ts";

// A fresh token refused this often in a row is no matter of a token that ran out.
const MAX_TOKEN_REFUSALS = 3;
// Acks that were under way when the role changed are here by then.
const LAST_ACKS_MS = 1_000;
// More than a room holds people: an older one has long been gone from everywhere.
const MAX_REMOVED = 200;

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
  readonly signals = new SignalChannel((json) => this.#send(encodeSignal(json)));
  readonly chat = new ChatChannel((json) => this.#send(encodeChat(json)));

  readonly #options: RoomConnectionOptions;
  readonly #store = new StatusStore<RoomStatus>(NO_STATUS);
  readonly #edits: EditStream;
  readonly #pending = new PendingStructs(this.doc, () => this.#askForAll());
  /** Aborted when nothing more shall be tried: by the end of the room, or by `dispose`. */
  readonly #abort = new AbortController();
  #disposed = false;
  /** The one socket that is open or opening. */
  #socket: RoomSocket | null = null;
  /** True while an admission is awaited, so that no second attempt starts beside it. */
  #admitting = false;
  /** The life of the document that `doc` was first synced with; never merged with another. */
  #epoch: string | null = null;
  /** Fresh tokens refused since the document was last in step. */
  #tokenRefusals = 0;
  readonly #pace: ReconnectPace;
  #lastAcksTimer: ReturnType<typeof setTimeout> | undefined;

  readonly subscribe = this.#store.subscribe;
  readonly getSnapshot = this.#store.getSnapshot;

  constructor(options: RoomConnectionOptions) {
    this.#options = options;
    this.#pace = new ReconnectPace(this.retryNow, options.random);
    // Nobody is announced before the server has said who we are.
    this.awareness.setLocalState(null);
    this.#edits = new EditStream(this.doc, {
      remoteOrigin: this,
      mayEdit: () => this.#status.participant?.role !== "viewer",
      send: (frame) => this.#send(frame),
      onSaved: (saved) => this.#store.set({ saved }),
    });
    this.awareness.on("update", this.#onAwarenessUpdate);
    globalThis.addEventListener?.("online", this.retryNow);
    globalThis.addEventListener?.("offline", this.#onOffline);
    globalThis.addEventListener?.("pagehide", this.#onPageHide);
    void this.#connect();
  }

  /**
   * Says that `doc` holds this browser's copy of a room, so it may be shown and edited before the
   * server is reached; call before the first connection.
   */
  openCopy(copy: { epoch: string; saved: boolean; participant: Participant | null }): void {
    if (this.#epoch !== null || this.#status.phase === "ended") return;
    this.#epoch = copy.epoch;
    if (!copy.saved) this.#edits.holdsUnsent();
    this.#store.set({
      ready: true,
      saved: copy.saved,
      participant: this.#status.participant ?? copy.participant,
    });
  }

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
    this.#store.clear();
    this.signals.clear();
    this.chat.clear();
    this.doc.destroy();
  }

  get #status(): RoomStatus {
    return this.#store.getSnapshot();
  }

  async #connect(): Promise<void> {
    this.#pace.stop();
    this.#admitting = true;
    try {
      const admission = await this.#options.admit(this.#abort.signal);
      if (!this.#abort.signal.aborted) this.#admitted(admission);
    } catch (error) {
      if (this.#abort.signal.aborted) return;
      if (error instanceof AdmissionRefused) this.#end(error.reason, error.message, error.retryAt);
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
    this.#becomes({ id, name, role });
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
    this.#askForAll();
    // A new clock: the server may still hold the old one as that of somebody who left.
    const state = this.awareness.getLocalState();
    if (state !== null) this.awareness.setLocalState(state);
  }

  #onMessage(message: ServerMessage, epoch: string): void {
    switch (message.type) {
      case "step1":
        this.#edits.answer(message.stateVector);
        break;
      case "step2":
        this.#apply(message.update);
        this.#epoch = epoch;
        this.#tokenRefusals = 0;
        this.#pace.live();
        this.#store.set({ phase: "live", offlineSince: null, ready: true });
        break;
      case "update":
        this.#apply(message.update);
        break;
      case "awareness":
        applyAwarenessUpdate(this.awareness, message.states, this);
        break;
      case "hello": {
        const { participant: id, name, role } = message.hello;
        this.#becomes({ id, name, role });
        break;
      }
      case "event":
        this.#onEvent(message.event);
        break;
      case "signal":
        this.signals.receive(message.json);
        break;
      case "chat":
        this.chat.receive(message.json);
        break;
      case "ack":
        this.#edits.acknowledged(message.ordinal);
        break;
      case "refused":
        console.warn(`The server refuses: ${message.reason}`);
        break;
      case "unknown":
    }
  }

  #onEvent(event: RoomEvent): void {
    const { participant, removed } = this.#status;
    switch (event.event) {
      case "closing":
        this.#store.set({ closingAt: event.at });
        break;
      case "store":
        this.#store.set({ storeFailing: event.failing });
        break;
      case "listeners":
        this.#store.set({ listeners: event.participants });
        break;
      case "chat":
        this.#store.set({ viewersChat: event.viewers });
        break;
      case "seat":
        this.#store.set({ seat: { peer: event.peer, seat: event.seat } });
        break;
      case "removed":
        if (!removed.includes(event.participant)) {
          this.#store.set({ removed: [...removed, event.participant].slice(-MAX_REMOVED) });
        }
        break;
      case "role":
        if (participant) this.#becomes({ ...participant, role: event.role });
    }
  }

  #becomes(next: Participant): void {
    const before = this.#status.participant;
    if (before?.id === next.id && before.name === next.name && before.role === next.role) return;
    this.#store.set({ participant: next });
    // All of it: what the server took while the role changed back and forth is not known here.
    if (before?.role === "viewer" && this.#status.phase === "live") this.#edits.answer();
    if (next.role !== "viewer") return;
    this.#edits.pause();
    clearTimeout(this.#lastAcksTimer);
    this.#lastAcksTimer = setTimeout(() => {
      this.#store.set({
        stranded: this.#status.participant?.role === "viewer" && !this.#edits.allSaved,
      });
    }, LAST_ACKS_MS);
  }

  #apply(update: Uint8Array): void {
    Y.applyUpdate(this.doc, update, this);
    this.#pending.check();
  }

  #askForAll(): void {
    this.#send(encodeStep1(Y.encodeStateVector(this.doc)));
  }

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

  /** The socket would notice by its silence alone; one that was fine after all is opened again. */
  readonly #onOffline = (): void => {
    if (this.#socket) this.#onLost(LOST, "offline");
  };

  #onLost(code: number, reason: string): void {
    this.#pace.lost();
    this.#dropSocket();
    if (code === CloseCode.token && ++this.#tokenRefusals < MAX_TOKEN_REFUSALS) {
      this.#retryLater();
      return;
    }
    const end = endReasonOf(code, reason);
    if (end) this.#end(end, reason);
    else this.#retryLater();
  }

  #retryLater(): void {
    const { offlineSince } = this.#status;
    // What the server said of itself may no longer be so when it is back; it says it again then.
    this.#store.set({
      phase: "offline",
      offlineSince: offlineSince ?? Date.now(),
      storeFailing: false,
      closingAt: null,
    });
    this.#pace.tryLater();
  }

  #end(reason: EndReason, message: string, retryAt?: number): void {
    this.#stop();
    forgetPeers(this.awareness, this);
    this.#store.set({ phase: "ended", offlineSince: null, end: { reason, message, retryAt } });
  }

  #stop(): void {
    this.#abort.abort();
    this.#pace.stop();
    clearTimeout(this.#lastAcksTimer);
    globalThis.removeEventListener?.("online", this.retryNow);
    globalThis.removeEventListener?.("offline", this.#onOffline);
    globalThis.removeEventListener?.("pagehide", this.#onPageHide);
    this.#dropSocket();
  }

  #dropSocket(): void {
    this.#socket?.close();
    this.#socket = null;
    this.#pending.forget();
    this.#edits.connectionEnded();
    this.chat.lost();
  }

  #send(data: Uint8Array<ArrayBuffer>): void {
    this.#socket?.send(data);
  }
}
