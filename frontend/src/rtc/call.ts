/**
 * The room's call as one person takes part in it: their devices, the others, and what the page
 * shows of both. Everything is off until they ask for it, and let go of when they leave.
 */

import { bySeat, type CallMember, CallRoster } from "../collab/call-roster.ts";
import type { RoomConnection } from "../collab/room-connection.ts";
import { StatusStore } from "../collab/status-store.ts";
import { AudioOutput } from "./audio-output.ts";
import type { CallTransport, Departure, RemotePeer } from "./call-transport.ts";
import { LevelMeter } from "./level-meter.ts";
import { type DeviceChoice, LocalMedia } from "./local-media.ts";
import { Mesh } from "./mesh.ts";
import { VIDEO_SEATS } from "./quality.ts";

/** How one comes in; what is not wished stays off. */
export interface JoinWish {
  readonly microphone: boolean;
  readonly camera: boolean;
}

export interface CallStatus {
  readonly joined: boolean;
  /** Others in the call, whether or not we are. */
  readonly members: readonly CallMember[];
  /** Their connections, while we are in it. */
  readonly peers: readonly RemotePeer[];
  /** We came when all seats with video were taken [CA3]. */
  readonly audioOnly: boolean;
  /** The owner lets viewers only listen [CA8]. */
  readonly listenOnly: boolean;
  /** Others who may only listen. */
  readonly listeners: readonly string[];
  /** The browser plays nothing before a click. */
  readonly audioBlocked: boolean;
  /** Who ceased to be in it last; a new object for each. */
  readonly departure: { readonly name: string; readonly how: Departure } | null;
}

/** Peers whose voice is heard just now; `self` is us. */
export type Speaking = ReadonlySet<string>;

export interface CallOptions {
  readonly connection: RoomConnection;
  /** From the newest join: servers and their credentials change. */
  readonly iceConfiguration: () => RTCConfiguration;
  /** Joins the room anew where the last join is old: relays' credentials run out. */
  readonly refresh: () => Promise<void>;
  readonly devices: DeviceChoice;
}

export const SELF = "self";
// Quieter is breath and keyboard.
const SPEAKING_LEVEL = 0.06;
// Remote levels are 0 to 1 of the full scale, ungained.
const REMOTE_SPEAKING_LEVEL = 0.01;
const SPEAKING_MS = 200;

const OUT: CallStatus = {
  joined: false,
  members: [],
  peers: [],
  audioOnly: false,
  listenOnly: false,
  listeners: [],
  audioBlocked: false,
  departure: null,
};

// A room that cannot be joined anew in this time must not hold up the call.
const REFRESH_MS = 3_000;

export class Call {
  readonly media: LocalMedia;

  readonly #options: CallOptions;
  readonly #roster: CallRoster;
  readonly #store = new StatusStore<CallStatus>(OUT);
  readonly #speaking = new StatusStore<{ now: Speaking }>({ now: new Set() });
  readonly #output = new AudioOutput((audioBlocked) => this.#store.set({ audioBlocked }));
  #transport: CallTransport | null = null;
  /** Our id in this call; null while we are not in it. */
  #own: string | null = null;
  #meter: { readonly track: MediaStreamTrack; readonly meter: LevelMeter } | null = null;
  #isLoud = false;
  #facts: readonly unknown[] = [];
  #speakingTimer: ReturnType<typeof setInterval> | undefined;
  #disposed = false;
  readonly #stops: readonly (() => void)[];

  readonly subscribe = this.#store.subscribe;
  readonly getSnapshot = this.#store.getSnapshot;
  readonly subscribeSpeaking = this.#speaking.subscribe;
  readonly getSpeaking = (): Speaking => this.#speaking.getSnapshot().now;

  constructor(options: CallOptions) {
    this.#options = options;
    this.media = new LocalMedia(options.devices);
    this.#roster = new CallRoster(options.connection.awareness);
    this.#stops = [
      this.#roster.subscribe(this.#onRoom),
      options.connection.subscribe(this.#onStatus),
      this.media.subscribe(this.#onMedia),
    ];
    // Before the connection takes its own state away: then "left" would read as "lost".
    globalThis.addEventListener("pagehide", this.#onPageHide, { capture: true });
    this.#onRoom();
  }

  /** Takes part; what the browser refuses shows in `media`, and one is in the call without it. */
  async join(wish: JoinWish): Promise<void> {
    if (this.#own !== null) return;
    const own = randomId();
    this.#own = own;
    // From within the click that joins: what the page plays from then on is heard.
    this.#output.resume();
    this.#onRoom();
    const { listenOnly, audioOnly } = this.#store.getSnapshot();
    const { microphone, camera } = this.media.getSnapshot();
    if (!listenOnly && wish.microphone && !microphone) void this.media.turnOn("microphone");
    if (!listenOnly && !audioOnly && wish.camera && !camera) void this.media.turnOn("camera");
    await Promise.race([this.#options.refresh(), pause(REFRESH_MS)]);
    if (this.#own !== own) return;
    this.#transport = new Mesh({
      self: own,
      signals: this.#options.connection.signals,
      configuration: this.#options.iceConfiguration,
      changed: this.#onTransport,
      departed: ({ name }, how) => this.#store.set({ departure: { name, how } }),
    });
    this.#speakingTimer = setInterval(this.#listen, SPEAKING_MS);
    this.#onMedia();
    this.#onRoom();
  }

  leave(): void {
    if (this.#own === null) return;
    this.#own = null;
    this.#roster.announce(null);
    clearInterval(this.#speakingTimer);
    this.#transport?.close();
    this.#transport = null;
    this.media.stop();
    this.#output.keep(new Set());
    this.#speaking.set({ now: new Set() });
    this.#store.set({ departure: null });
    this.#onRoom();
  }

  hear(): void {
    this.#output.resume();
  }

  volumeOf(peer: string): number {
    return this.#output.volumeOf(peer);
  }

  setVolume(peer: string, volume: number): void {
    this.#output.setVolume(peer, volume);
  }

  setSpeaker(deviceId: string): void {
    this.#output.setSpeaker(deviceId);
  }

  /** For tests: what is behind each peer. */
  connectionOf(peer: string): RTCPeerConnection | undefined {
    return this.#transport?.connectionOf(peer);
  }

  dispose(): void {
    if (this.#disposed) return;
    this.leave();
    this.#disposed = true;
    globalThis.removeEventListener("pagehide", this.#onPageHide, { capture: true });
    for (const stop of this.#stops) stop();
    this.#roster.dispose();
    this.media.dispose();
    this.#output.dispose();
    this.#store.clear();
    this.#speaking.clear();
  }

  /** A connection's status changes with each keystroke; most of it is nothing to a call. */
  readonly #onStatus = (): void => {
    const { phase, listeners, removed, participant, seat } = this.#options.connection.getSnapshot();
    const facts = [phase, listeners, removed, participant?.id, seat];
    if (facts.every((fact, index) => fact === this.#facts[index])) return;
    this.#facts = facts;
    this.#onRoom();
  };

  /** Somebody came, went or changed, or our own line or rights did. */
  readonly #onRoom = (): void => {
    const { phase, listeners, removed, participant } = this.#options.connection.getSnapshot();
    if (phase === "ended") this.leave();
    const members = this.#roster.getSnapshot();
    const withVideo = this.#seated(members);
    const audioOnly =
      this.#own === null ? members.length >= VIDEO_SEATS : !withVideo.has(this.#own);
    const listenOnly = listeners.includes(participant?.id ?? "");
    this.#store.set({ members, audioOnly, listenOnly, listeners, joined: this.#own !== null });
    // Before the call as well: what is no longer shown must not stay on.
    if (listenOnly) this.media.stop();
    else if (audioOnly) this.#stopVideo();
    if (!this.#transport) {
      this.#store.set({ peers: [] });
      return;
    }
    this.#transport.drop((member) => {
      if (removed.includes(member.userId)) return "removed";
      return this.#roster.hasLeft(member) ? "left" : null;
    });
    const present = members.filter(({ userId }) => !removed.includes(userId));
    this.#transport.attend({ members: present, withVideo, lineIsOpen: phase === "live" });
    this.#announce();
  };

  /** Peers with a seat for video, in the order that the server gave [CA3]. */
  #seated(members: readonly CallMember[]): ReadonlySet<string> {
    const seats: { peer: string; seat: number }[] = [...members];
    if (this.#own !== null) {
      const { seat } = this.#options.connection.getSnapshot();
      // Until the server has said, we come last.
      const number = seat?.peer === this.#own ? seat.seat : Number.MAX_SAFE_INTEGER;
      seats.push({ peer: this.#own, seat: number });
    }
    return new Set(
      seats
        .sort(bySeat)
        .slice(0, VIDEO_SEATS)
        .map(({ peer }) => peer),
    );
  }

  readonly #onMedia = (): void => {
    const { microphone, camera, screen, screenAudio } = this.media.getSnapshot();
    this.#measure(microphone);
    this.#transport?.setTrack("microphone", microphone);
    this.#transport?.setTrack("camera", camera);
    this.#transport?.setTrack("screen", screen);
    this.#transport?.setTrack("screen-audio", screenAudio);
    this.#announce();
  };

  readonly #onTransport = (): void => {
    const peers = this.#transport?.peers ?? [];
    const { listeners } = this.#store.getSnapshot();
    this.#output.keep(new Set(peers.map(({ member }) => member.peer)));
    for (const { member, tracks } of peers) {
      const heard = !listeners.includes(member.userId);
      this.#output.play(member.peer, "microphone", heard ? tracks.microphone : undefined);
      this.#output.play(member.peer, "screen-audio", heard ? tracks["screen-audio"] : undefined);
    }
    this.#store.set({ peers });
    // The next try is then made with a credential that is good.
    if (peers.some(({ failure }) => failure === "relay-refused")) void this.#options.refresh();
  };

  #announce(): void {
    if (this.#own === null || !this.#transport) return;
    const { microphone, muted, camera, screen } = this.media.getSnapshot();
    this.#roster.announce({
      peer: this.#own,
      audio: microphone !== null && !muted,
      video: camera !== null,
      screen: screen !== null,
    });
  }

  #stopVideo(): void {
    this.media.turnOff("camera");
    this.media.stopScreen();
  }

  #measure(track: MediaStreamTrack | null): void {
    if (this.#meter?.track === track) return;
    this.#meter?.meter.dispose();
    this.#isLoud = false;
    this.#meter = track && {
      track,
      meter: new LevelMeter(track, (level) => {
        this.#isLoud = level > SPEAKING_LEVEL;
      }),
    };
  }

  /** Who is speaking: asked of the receivers, which is far cheaper than getStats. */
  readonly #listen = (): void => {
    const now = new Set<string>();
    if (this.#isLoud) now.add(SELF);
    for (const { member } of this.#store.getSnapshot().peers) {
      const level = this.#transport?.levelOf(member.peer) ?? 0;
      if (level > REMOTE_SPEAKING_LEVEL) now.add(member.peer);
    }
    const before = this.getSpeaking();
    if (now.size === before.size && [...now].every((peer) => before.has(peer))) return;
    this.#speaking.set({ now });
  };

  readonly #onPageHide = (event: PageTransitionEvent): void => {
    if (!event.persisted) this.leave();
  };
}

/** 64 random bits [CA1]. */
function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
