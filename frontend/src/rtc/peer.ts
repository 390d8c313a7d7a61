/**
 * Another browser in the call, through all attempts to reach it.
 *
 *   connecting ──> connected <──> interrupted ──> failed
 *        └───────────────────────────────────────^  │ tried again for as long as it is here
 *        connected <────────────────────────────────┘
 */

import type { IceFailure } from "./ice-failure.ts";
import { PeerLink, type Tracks } from "./peer-link.ts";
import { MEDIA_KINDS, type MediaKind, type OutgoingSignal, type PeerSignal } from "./signals.ts";

export type PeerState = "connecting" | "connected" | "interrupted" | "failed";

export interface PeerStatus {
  readonly state: PeerState;
  /** Only while `failed`. */
  readonly failure: IceFailure | null;
  readonly tracks: Tracks;
}

export interface PeerOptions {
  readonly polite: boolean;
  /** 1, unless this peer was here before: then one more than its last. */
  readonly epoch: number;
  /** Asked for each attempt: credentials of a relay run out. */
  readonly configuration: () => RTCConfiguration;
  readonly send: (signal: OutgoingSignal) => void;
  readonly changed: () => void;
}

// Candidates are found and tried within seconds, or never: the person must be told by then.
const CONNECT_MS = 10_000;
// What a network loses for a moment comes back by itself; the polite side leaves the first try
// to the other.
const RESTART_MS = 3_000;
const POLITE_RESTART_MS = 6_000;
const RETRY_MS = 4_000;
// Restarts of ICE that came to nothing before all is begun anew.
const RESTARTS_PER_EPOCH = 2;
// Beginning anew costs a connection and its candidates: no more often, whoever asks for it.
const RENEWAL_MS = 2_000;
// What is said under a new epoch before that has begun.
const MAX_DEFERRED = 64;
const EMPTY: Tracks = {};

export class Peer {
  readonly #options: PeerOptions;
  readonly #tracks = new Map<MediaKind, MediaStreamTrack | null>();
  #link: PeerLink;
  #epoch: number;
  readonly #encodings = new Map<MediaKind, RTCRtpEncodingParameters>();
  #state: PeerState = "connecting";
  #failure: IceFailure | null = null;
  #restarts = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #begunAt = 0;
  /** Signals of later epochs that came before it was time to begin anew. */
  #deferred: PeerSignal[] = [];
  #deferTimer: ReturnType<typeof setTimeout> | undefined;
  /** The link is broken: restarting ICE would not mend it. */
  #isBroken = false;
  #closed = false;

  constructor(options: PeerOptions) {
    this.#options = options;
    this.#epoch = options.epoch;
    this.#link = this.#open();
    if (options.polite && options.epoch > 1) this.#send({ kind: "renew" });
  }

  get epoch(): number {
    return this.#epoch;
  }

  get status(): PeerStatus {
    return {
      state: this.#state,
      failure: this.#failure,
      tracks: this.#state === "connecting" ? EMPTY : this.#link.tracks,
    };
  }

  get pc(): RTCPeerConnection {
    return this.#link.pc;
  }

  setTrack(kind: MediaKind, track: MediaStreamTrack | null): void {
    if ((this.#tracks.get(kind) ?? null) === track) return;
    this.#tracks.set(kind, track);
    this.#link.setTrack(kind, track);
  }

  setEncoding(kind: MediaKind, encoding: RTCRtpEncodingParameters): void {
    if (JSON.stringify(encoding) === JSON.stringify(this.#encodings.get(kind))) return;
    this.#encodings.set(kind, encoding);
    this.#link.setEncoding(kind, encoding);
  }

  receive(signal: PeerSignal): void {
    if (this.#closed || signal.epoch < this.#epoch) return;
    if (signal.epoch > this.#epoch && !this.#mayRenew()) {
      this.#defer(signal);
      return;
    }
    if (signal.epoch > this.#epoch) this.#startAnew(signal.epoch);
    this.#link.receive(signal);
  }

  /** A socket was lost between us, ours or theirs, and with it perhaps what was said. */
  resend(): void {
    // Who waits for an offer says so: it may be the one that was lost.
    if (this.#options.polite && this.#state === "connecting") {
      if (this.#mayRenew()) this.#renew();
    } else {
      this.#link.resend();
    }
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#deferTimer);
    this.#link.close();
  }

  #mayRenew(): boolean {
    return performance.now() - this.#begunAt >= RENEWAL_MS;
  }

  #defer(signal: PeerSignal): void {
    // Only the newest epoch will be begun: what was said under an older one is stale by then.
    const newest = Math.max(signal.epoch, ...this.#deferred.map(({ epoch }) => epoch));
    const kept = this.#deferred.filter(({ epoch }) => epoch === newest);
    if (signal.epoch === newest && kept.length < MAX_DEFERRED) kept.push(signal);
    this.#deferred = kept;
    this.#deferTimer ??= setTimeout(() => {
      this.#deferTimer = undefined;
      const deferred = this.#deferred;
      this.#deferred = [];
      for (const later of deferred) this.receive(later);
    }, RENEWAL_MS);
  }

  #open(): PeerLink {
    const link = new PeerLink({
      polite: this.#options.polite,
      configuration: this.#options.configuration(),
      send: (signal) => {
        if (link === this.#link) this.#send(signal);
      },
      changed: () => {
        if (link === this.#link) this.#onChanged();
      },
      broken: (error) => {
        console.warn("The call with a peer is to begin anew", error);
        if (link !== this.#link || this.#closed) return;
        this.#isBroken = true;
        this.#fail();
        this.#options.changed();
      },
    });
    for (const kind of MEDIA_KINDS) link.setTrack(kind, this.#tracks.get(kind) ?? null);
    for (const [kind, encoding] of this.#encodings) link.setEncoding(kind, encoding);
    this.#begunAt = performance.now();
    this.#isBroken = false;
    this.#retryIn(CONNECT_MS);
    return link;
  }

  #renew(): void {
    this.#startAnew(this.#epoch + 1);
    if (this.#options.polite) this.#send({ kind: "renew" });
  }

  #startAnew(epoch: number): void {
    this.#link.close();
    this.#epoch = epoch;
    this.#restarts = 0;
    // What failed is called failed until it works: the person has read why.
    if (this.#state !== "failed") this.#state = "connecting";
    this.#link = this.#open();
    this.#options.changed();
  }

  #onChanged(): void {
    const { connectionState } = this.#link.pc;
    if (connectionState === "connected") {
      clearTimeout(this.#timer);
      this.#restarts = 0;
      this.#failure = null;
      this.#state = "connected";
    } else if (connectionState === "disconnected" && this.#state === "connected") {
      this.#state = "interrupted";
      this.#retryIn(this.#options.polite ? POLITE_RESTART_MS : RESTART_MS);
    } else if (connectionState === "failed" && this.#state !== "failed") {
      this.#fail();
    } else if (this.#isHopeless()) {
      this.#fail();
    }
    this.#options.changed();
  }

  /** Only relays may be used, and all of them refused: no need to wait. */
  #isHopeless(): boolean {
    const { pc, report } = this.#link;
    const onlyRelays = pc.getConfiguration().iceTransportPolicy === "relay";
    const isDone = pc.iceGatheringState === "complete" && !report.hasRelay;
    return onlyRelays && isDone && this.#state === "connecting";
  }

  #fail(): void {
    this.#state = "failed";
    const { report } = this.#link;
    // An attempt that has only begun knows less than the one before it.
    if (this.#failure === null || !report.isEmpty) this.#failure = report.failure();
    this.#retryIn(RETRY_MS);
  }

  #retryIn(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#retry, ms);
  }

  readonly #retry = (): void => {
    if (this.#state === "connecting") {
      this.#fail();
      this.#options.changed();
      return;
    }
    if (this.#state === "connected") return;
    if (this.#state === "failed") this.#fail();
    this.#restarts += 1;
    if (this.#isBroken || this.#restarts > RESTARTS_PER_EPOCH) {
      this.#renew();
      return;
    }
    this.#link.restartIce(this.#options.configuration());
    this.#retryIn(RETRY_MS * this.#restarts);
    this.#options.changed();
  };

  #send(signal: Omit<OutgoingSignal, "epoch">): void {
    this.#options.send({ ...signal, epoch: this.#epoch } as OutgoingSignal);
  }
}
