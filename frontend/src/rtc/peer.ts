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
const EMPTY: Tracks = {};

export class Peer {
  readonly #options: PeerOptions;
  readonly #tracks = new Map<MediaKind, MediaStreamTrack | null>();
  #link: PeerLink;
  #epoch: number;
  #camera: RTCRtpEncodingParameters = {};
  #state: PeerState = "connecting";
  #failure: IceFailure | null = null;
  #restarts = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
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

  setCameraEncoding(encoding: RTCRtpEncodingParameters): void {
    if (JSON.stringify(encoding) === JSON.stringify(this.#camera)) return;
    this.#camera = encoding;
    this.#link.setCameraEncoding(encoding);
  }

  receive(signal: PeerSignal): void {
    if (this.#closed || signal.epoch < this.#epoch) return;
    if (signal.epoch > this.#epoch) this.#startAnew(signal.epoch);
    this.#link.receive(signal);
  }

  /** A socket was lost between us, ours or theirs, and with it perhaps what was said. */
  resend(): void {
    // Who waits for an offer says so: it may be the one that was lost.
    if (this.#options.polite && this.#state === "connecting") this.#renew();
    else this.#link.resend();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#link.close();
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
        console.warn("The call with a peer begins anew", error);
        if (link === this.#link && !this.#closed) this.#renew();
      },
    });
    for (const kind of MEDIA_KINDS) link.setTrack(kind, this.#tracks.get(kind) ?? null);
    link.setCameraEncoding(this.#camera);
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
    this.#failure = this.#link.report.failure();
    this.#retryIn(RETRY_MS);
  }

  #retryIn(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#retry, ms);
  }

  readonly #retry = (): void => {
    if (this.#state !== "interrupted" && this.#state !== "failed") {
      this.#fail();
      this.#options.changed();
      return;
    }
    if (this.#state === "failed") this.#failure = this.#link.report.failure();
    this.#restarts += 1;
    if (this.#restarts > RESTARTS_PER_EPOCH) this.#renew();
    else this.#link.restartIce(this.#options.configuration());
    this.#retryIn(RETRY_MS * this.#restarts);
    this.#options.changed();
  };

  #send(signal: Omit<OutgoingSignal, "epoch">): void {
    this.#options.send({ ...signal, epoch: this.#epoch } as OutgoingSignal);
  }
}
