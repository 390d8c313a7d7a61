/**
 * One RTCPeerConnection with another browser: offers, answers and candidates by the perfect
 * negotiation of the WebRTC specification [CA5]. When to begin anew is left to `Peer`.
 */

import { IceReport } from "./ice-failure.ts";
import {
  type CandidateSignal,
  type DescriptionSignal,
  MEDIA_KINDS,
  type MediaKind,
  type MediaMap,
  type OutgoingSignal,
  type PeerSignal,
} from "./signals.ts";

export type Tracks = Readonly<Partial<Record<MediaKind, MediaStreamTrack>>>;

// Without the epoch, which is not a link's business: it lives in one.
export type LinkSignal = OutgoingSignal extends infer Signal
  ? Signal extends unknown
    ? Omit<Signal, "epoch">
    : never
  : never;

export interface PeerLinkOptions {
  /** Gives way when both offer at once; waits for the other's first offer. */
  readonly polite: boolean;
  readonly configuration: RTCConfiguration;
  readonly send: (signal: LinkSignal) => void;
  /** The connection's state, what it receives, or what ICE found has changed. */
  readonly changed: () => void;
  /** A description was refused by the browser: this link will not recover. */
  readonly broken: (error: unknown) => void;
}

// What both sides send in one m-line; a screen has one of its own from whoever shares it.
const SHARED_KINDS = ["microphone", "camera"] as const;

// Where the line is too narrow for both, pictures wait.
const VOICE = { priority: "high", networkPriority: "high" } as const;

export class PeerLink {
  readonly pc: RTCPeerConnection;
  readonly report: IceReport;

  readonly #options: PeerLinkOptions;
  readonly #slots = new Map<MediaKind, RTCRtpTransceiver>();
  readonly #wanted = new Map<MediaKind, MediaStreamTrack | null>();
  #remoteMedia: MediaMap = {};
  readonly #encodings = new Map<MediaKind, RTCRtpEncodingParameters>([["microphone", VOICE]]);
  /** Signals are handled one at a time: each may await the browser. */
  #chain: Promise<void> = Promise.resolve();
  #makingOffer = false;
  #ignoreOffer = false;
  #isSettingRemoteAnswer = false;
  /** The other side's first offer came, or ours went out: from then on either may offer. */
  #isNegotiating = false;

  constructor(options: PeerLinkOptions) {
    this.#options = options;
    this.pc = new RTCPeerConnection(options.configuration);
    this.report = new IceReport(options.configuration.iceTransportPolicy);
    this.pc.onnegotiationneeded = () => void this.#offer();
    this.pc.onconnectionstatechange = options.changed;
    this.pc.ontrack = options.changed;
    this.pc.onicegatheringstatechange = () => {
      if (this.pc.iceGatheringState === "gathering") this.report.reset();
      options.changed();
    };
    this.pc.onicecandidateerror = (event) => this.report.error(event);
    this.pc.onicecandidate = ({ candidate }) => {
      // Some browsers end with an empty one.
      if (candidate?.candidate) this.report.found(candidate);
      options.send({ kind: "ice-candidate", candidate: candidate?.toJSON() ?? null });
    };
    if (options.polite) return;
    this.#isNegotiating = true;
    for (const kind of SHARED_KINDS) this.#addSlot(kind);
  }

  /** What the other side sends, by what it says of each m-line. */
  get tracks(): Tracks {
    const tracks: Partial<Record<MediaKind, MediaStreamTrack>> = {};
    for (const transceiver of this.pc.getTransceivers()) {
      const { currentDirection, receiver } = transceiver;
      if (currentDirection !== "sendrecv" && currentDirection !== "recvonly") continue;
      const kind = this.#remoteKind(transceiver);
      if (kind) tracks[kind] ??= receiver.track;
    }
    return tracks;
  }

  /** Sends a track from now on, or nothing of its kind; most of the time without negotiating. */
  setTrack(kind: MediaKind, track: MediaStreamTrack | null): void {
    this.#wanted.set(kind, track);
    this.#sendWanted(kind);
  }

  setEncoding(kind: MediaKind, encoding: RTCRtpEncodingParameters): void {
    this.#encodings.set(kind, encoding);
    this.#applyEncoding(kind);
  }

  receive(signal: PeerSignal): void {
    this.#chain = this.#chain.then(() => this.#handle(signal)).catch(this.#options.broken);
  }

  /** Says again what may have been lost with a socket. */
  resend(): void {
    const { localDescription, signalingState, connectionState } = this.pc;
    if (signalingState === "have-local-offer" && localDescription) this.#describe(localDescription);
    else if (connectionState !== "connected") this.pc.restartIce();
  }

  restartIce(configuration: RTCConfiguration): void {
    // An offer that nobody answered, since it was lost, would hold up the new one.
    this.pc.setConfiguration(configuration);
    if (this.pc.signalingState === "have-local-offer") this.resend();
    this.pc.restartIce();
  }

  close(): void {
    this.pc.onnegotiationneeded = null;
    this.pc.onconnectionstatechange = null;
    this.pc.onicegatheringstatechange = null;
    this.pc.onicecandidate = null;
    this.pc.onicecandidateerror = null;
    this.pc.ontrack = null;
    this.pc.close();
  }

  async #offer(): Promise<void> {
    if (!this.#isNegotiating) return;
    try {
      this.#makingOffer = true;
      await this.pc.setLocalDescription();
      if (this.pc.localDescription?.type === "offer") this.#describe(this.pc.localDescription);
    } catch (error) {
      if (this.pc.signalingState !== "closed") this.#options.broken(error);
    } finally {
      this.#makingOffer = false;
    }
  }

  async #handle(signal: PeerSignal): Promise<void> {
    if (this.pc.signalingState === "closed" || signal.kind === "renew") return;
    if (signal.kind !== "ice-candidate") {
      await this.#take(signal);
      return;
    }
    try {
      await this.pc.addIceCandidate(candidateOf(signal));
    } catch (error) {
      // Candidates of an offer that was ignored belong to nothing; others are told apart by ICE.
      if (!this.#ignoreOffer) console.warn("A candidate was refused", error);
    }
  }

  async #take({ kind: type, sdp, media }: DescriptionSignal): Promise<void> {
    const { pc } = this;
    // Said twice because the first answer may have been lost.
    if (type === "answer" && pc.signalingState !== "have-local-offer") return;
    const isReady =
      !this.#makingOffer && (pc.signalingState === "stable" || this.#isSettingRemoteAnswer);
    this.#ignoreOffer = type === "offer" && !isReady && !this.#options.polite;
    if (this.#ignoreOffer) return;
    if (media) this.#remoteMedia = media;
    this.#isSettingRemoteAnswer = type === "answer";
    try {
      await pc.setRemoteDescription({ type, sdp });
    } finally {
      this.#isSettingRemoteAnswer = false;
    }
    if (type === "offer") {
      this.#isNegotiating = true;
      this.#adoptSlots();
      await pc.setLocalDescription();
      if (pc.localDescription) this.#describe(pc.localDescription);
    }
    for (const kind of this.#encodings.keys()) this.#applyEncoding(kind);
    this.#options.changed();
  }

  #describe({ type, sdp }: RTCSessionDescription): void {
    if (type !== "offer" && type !== "answer") return;
    const media: Record<string, MediaKind> = {};
    for (const [kind, { mid }] of this.#slots) if (mid !== null) media[mid] = kind;
    this.#options.send({ kind: type, sdp, media });
  }

  /** Answers in the m-lines that the other side offered, rather than in some of our own. */
  #adoptSlots(): void {
    for (const kind of SHARED_KINDS) {
      if (this.#slots.has(kind)) continue;
      const offered = this.pc
        .getTransceivers()
        .find((transceiver) => this.#remoteKind(transceiver) === kind);
      if (!offered) continue;
      offered.direction = "sendrecv";
      this.#slots.set(kind, offered);
    }
    for (const kind of MEDIA_KINDS) this.#sendWanted(kind);
  }

  #sendWanted(kind: MediaKind): void {
    const track = this.#wanted.get(kind) ?? null;
    const slot = this.#slots.get(kind);
    // A link that was closed meanwhile refuses, rightly.
    if (slot) slot.sender.replaceTrack(track).catch(() => undefined);
    else if (track && this.#isNegotiating) this.#addSlot(kind, track);
  }

  #applyEncoding(kind: MediaKind): void {
    const encoding = this.#encodings.get(kind);
    const slot = this.#slots.get(kind);
    if (slot && encoding) void setEncoding(slot.sender, encoding);
  }

  #addSlot(kind: MediaKind, track?: MediaStreamTrack): void {
    const isAudio = kind === "microphone" || kind === "screen-audio";
    const isShared = kind === "microphone" || kind === "camera";
    const transceiver = this.pc.addTransceiver(track ?? (isAudio ? "audio" : "video"), {
      direction: isShared ? "sendrecv" : "sendonly",
    });
    this.#slots.set(kind, transceiver);
    if (!track) this.#sendWanted(kind);
  }

  #remoteKind({ mid, receiver }: RTCRtpTransceiver): MediaKind | undefined {
    if (mid === null) return undefined;
    const said = this.#remoteMedia[mid];
    if (said || Object.keys(this.#remoteMedia).length > 0) return said;
    const { kind } = receiver.track;
    const ofKind = this.pc.getTransceivers().filter(({ receiver }) => receiver.track.kind === kind);
    const isFirst = ofKind[0]?.mid === mid;
    if (kind === "audio") return isFirst ? "microphone" : "screen-audio";
    return isFirst ? "camera" : "screen";
  }
}

/** Undefined after the last one. */
function candidateOf({ candidate }: CandidateSignal): RTCIceCandidateInit | undefined {
  if (!candidate) return undefined;
  const { sdpMid = null, sdpMLineIndex = null, usernameFragment = null } = candidate;
  return { candidate: candidate.candidate, sdpMid, sdpMLineIndex, usernameFragment };
}

async function setEncoding(
  sender: RTCRtpSender,
  encoding: RTCRtpEncodingParameters,
): Promise<void> {
  const parameters = sender.getParameters();
  // Not negotiated yet: set again when it is.
  if (!parameters.encodings?.[0]) return;
  Object.assign(parameters.encodings[0], encoding);
  try {
    await sender.setParameters(parameters);
  } catch {
    // The parameters were read before a negotiation that has ended since: they are set after it.
  }
}
