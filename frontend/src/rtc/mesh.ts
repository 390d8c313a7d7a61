/** The mesh: one RTCPeerConnection to each other browser in the call. */

import { bySeat, type CallMember } from "../collab/call-roster.ts";
import type { SignalChannel } from "../collab/signal-channel.ts";
import type { Attendance, CallTransport, Departure, RemotePeer } from "./call-transport.ts";
import { Peer } from "./peer.ts";
import { NO_STATS, type PeerStats, readPeerStats } from "./peer-stats.ts";
import { encodingOf, QualityLevel, screenEncodingOf } from "./quality.ts";
import { type MediaKind, type PeerSignal, parseSignal } from "./signals.ts";

export interface MeshOptions {
  /** Our own id in this call [CA1]. */
  readonly self: string;
  readonly signals: SignalChannel;
  readonly configuration: () => RTCConfiguration;
  readonly changed: () => void;
  /** Somebody's connection was ended. */
  readonly departed: (member: CallMember, how: Departure) => void;
}

interface Entry {
  member: CallMember;
  readonly peer: Peer;
  readonly quality: QualityLevel;
  stats: PeerStats;
  /** When its state went missing, in milliseconds since the page was opened; null while it is there. */
  missingSince: number | null;
}

/** A state that is missing this long is that of somebody who left [CA2]. */
const GIVE_UP_MS = 10_000;
const STATS_MS = 2_000;
/** Said over our allowance [SI2]: said again when that has filled up. */
const RATE_PAUSE_MS = 2_000;
// Signals of a peer whose awareness has not come yet; it comes within milliseconds.
const MAX_EARLY_PEERS = 8;
const MAX_EARLY_SIGNALS = 64;
const EARLY_MS = 5_000;

export class Mesh implements CallTransport {
  readonly #options: MeshOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #tracks = new Map<MediaKind, MediaStreamTrack | null>();
  readonly #early = new Map<string, { readonly since: number; readonly signals: PeerSignal[] }>();
  /** Connections to whom something is said again soon. */
  readonly #sayingAgain = new Map<string, ReturnType<typeof setTimeout>>();
  /** The last epoch with each peer that was here: one that returns starts after it [CA7]. */
  readonly #epochs = new Map<string, number>();
  readonly #stopListening: () => void;
  readonly #statsTimer: ReturnType<typeof setInterval>;
  #lineIsOpen = true;
  #withVideo: ReadonlySet<string> = new Set();
  #closed = false;

  constructor(options: MeshOptions) {
    this.#options = options;
    this.#stopListening = options.signals.subscribe(this.#onSignal);
    this.#statsTimer = setInterval(() => void this.#measure(), STATS_MS);
  }

  get peers(): readonly RemotePeer[] {
    return [...this.#entries.values()]
      .sort((one, other) => bySeat(one.member, other.member))
      .map(({ member, peer, stats }) => ({
        member,
        stats,
        withVideo: this.#isSeated(member.peer),
        ...peer.status,
      }));
  }

  connectionOf(peer: string): RTCPeerConnection | undefined {
    return this.#entries.get(peer)?.peer.pc;
  }

  attend({ members, withVideo, lineIsOpen }: Attendance): void {
    const reopened = lineIsOpen && !this.#lineIsOpen;
    this.#lineIsOpen = lineIsOpen;
    this.#withVideo = withVideo;
    const here = new Set<string>();
    for (const member of members) {
      here.add(member.peer);
      this.#meet(member, reopened);
    }
    for (const [id, entry] of this.#entries) {
      if (!here.has(id)) entry.missingSince ??= performance.now();
    }
    this.#dropMissing();
    for (const kind of this.#tracks.keys()) this.#sendToAll(kind);
    this.#applyQuality();
    this.#options.changed();
  }

  drop(departed: (member: CallMember) => Departure | null): void {
    for (const [id, { member }] of this.#entries) {
      const how = departed(member);
      if (how) this.#drop(id, how);
    }
    this.#options.changed();
  }

  levelOf(peer: string): number {
    const entry = this.#entries.get(peer);
    const track = entry?.peer.status.tracks.microphone;
    const receiver = entry?.peer.pc.getReceivers().find((other) => other.track === track);
    return receiver?.getSynchronizationSources()[0]?.audioLevel ?? 0;
  }

  setTrack(kind: MediaKind, track: MediaStreamTrack | null): void {
    this.#tracks.set(kind, track);
    this.#sendToAll(kind);
    this.#applyQuality();
  }

  close(): void {
    this.#closed = true;
    this.#stopListening();
    clearInterval(this.#statsTimer);
    for (const timer of this.#sayingAgain.values()) clearTimeout(timer);
    for (const { peer } of this.#entries.values()) peer.close();
    this.#entries.clear();
  }

  #meet(member: CallMember, reopened: boolean): void {
    const id = member.peer;
    const known = this.#entries.get(id);
    // One id for two people: whoever it was is not who it is.
    const isOther = known && known.member.userId !== member.userId;
    if (isOther) this.#drop(id, "lost");
    if (!known || isOther) {
      this.#welcome(member);
      return;
    }
    const moved = known.member.connection !== member.connection;
    known.member = member;
    known.missingSince = null;
    if (moved || reopened) known.peer.resend();
  }

  #welcome(member: CallMember): void {
    const { self, signals, configuration } = this.#options;
    const id = member.peer;
    const peer = new Peer({
      polite: self < id,
      epoch: (this.#epochs.get(id) ?? 0) + 1,
      configuration,
      send: (signal) => {
        const to = this.#entries.get(id)?.member.connection ?? member.connection;
        signals.send(to, { ...signal, peer: self, for: id });
      },
      changed: () => {
        if (!this.#closed) this.#options.changed();
      },
    });
    const quality = new QualityLevel();
    this.#entries.set(id, { member, peer, quality, stats: NO_STATS, missingSince: null });
    for (const signal of this.#early.get(id)?.signals ?? []) this.#pass(signal);
    this.#early.delete(id);
  }

  readonly #onSignal = (raw: Readonly<Record<string, unknown>>): void => {
    if (raw.undelivered !== undefined) {
      if (raw.reason === "rate") this.#sayAgain(String(raw.undelivered));
      return;
    }
    const signal = parseSignal(raw);
    if (signal?.for !== this.#options.self) return;
    if (this.#entries.has(signal.peer)) this.#pass(signal);
    else this.#keepEarly(signal);
  };

  #pass(signal: PeerSignal): void {
    const entry = this.#entries.get(signal.peer);
    // Whoever sends under another's peer id must not get between us.
    if (entry?.member.connection === signal.from) entry.peer.receive(signal);
  }

  #keepEarly(signal: PeerSignal): void {
    const now = performance.now();
    for (const [id, { since }] of this.#early) if (now - since > EARLY_MS) this.#early.delete(id);
    const kept = this.#early.get(signal.peer) ?? { since: now, signals: [] };
    if (kept.signals.length >= MAX_EARLY_SIGNALS) return;
    if (this.#early.size >= MAX_EARLY_PEERS && !this.#early.has(signal.peer)) return;
    kept.signals.push(signal);
    this.#early.set(signal.peer, kept);
  }

  #sayAgain(connection: string): void {
    if (this.#sayingAgain.has(connection)) return;
    const timer = setTimeout(() => {
      this.#sayingAgain.delete(connection);
      for (const { member, peer } of this.#entries.values()) {
        if (member.connection === connection) peer.resend();
      }
    }, RATE_PAUSE_MS);
    this.#sayingAgain.set(connection, timer);
  }

  /** Without a seat for video, on either side, only audio goes to and fro [CA3]. */
  #sendToAll(kind: MediaKind): void {
    const track = this.#tracks.get(kind) ?? null;
    const isVideo = kind === "camera" || kind === "screen";
    for (const [id, { peer }] of this.#entries) {
      peer.setTrack(kind, isVideo && !this.#isSeated(id) ? null : track);
    }
  }

  #isSeated(id: string): boolean {
    return this.#withVideo.has(id) && this.#withVideo.has(this.#options.self);
  }

  async #measure(): Promise<void> {
    this.#dropMissing();
    await Promise.all(
      [...this.#entries.values()].map(async (entry) => {
        if (entry.peer.status.state !== "connected") {
          entry.stats = NO_STATS;
          return;
        }
        const camera = this.#tracks.get("camera")?.id;
        entry.stats = await readPeerStats(entry.peer.pc, entry.stats, camera);
        entry.quality.observe(entry.stats);
      }),
    );
    if (this.#closed) return;
    this.#applyQuality();
    this.#options.changed();
  }

  #applyQuality(): void {
    const camera = this.#tracks.get("camera");
    const height = camera?.getSettings().height;
    for (const { peer, quality } of this.#entries.values()) {
      const level = quality.at(this.#withVideo.size);
      peer.setEncoding("camera", encodingOf(level, height));
      peer.setEncoding("screen", screenEncodingOf(level));
    }
  }

  #dropMissing(): void {
    const now = performance.now();
    for (const [id, entry] of this.#entries) {
      if (entry.missingSince === null) continue;
      // While our own line is down everybody is missing, and nobody need have left.
      if (!this.#lineIsOpen) entry.missingSince = now;
      else if (now - entry.missingSince >= GIVE_UP_MS) this.#drop(id, "lost");
    }
  }

  #drop(id: string, how: Departure): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    this.#epochs.set(id, entry.peer.epoch);
    entry.peer.close();
    this.#entries.delete(id);
    this.#options.departed(entry.member, how);
  }
}
