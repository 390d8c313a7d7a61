/**
 * Our own microphone, camera and screen: off until asked for, and let go of the moment they are
 * not. A muted microphone is kept, so that one can speak at once; a camera that is off is off.
 */

import { StatusStore } from "../collab/status-store.ts";
import { type MediaFailure, MediaUnavailable, mediaFailureOf } from "./media-failure.ts";
import type { MediaKind } from "./signals.ts";

export type DeviceKind = "microphone" | "camera";

export interface LocalMediaStatus {
  readonly microphone: MediaStreamTrack | null;
  /** It is there and says nothing. */
  readonly muted: boolean;
  readonly camera: MediaStreamTrack | null;
  readonly screen: MediaStreamTrack | null;
  readonly screenAudio: MediaStreamTrack | null;
  /** Why the last wish was not granted, until the next. */
  readonly failures: Readonly<Partial<Record<MediaKind, MediaFailure>>>;
}

/** Device ids to prefer; empty for the system's choice. */
export type DeviceChoice = Readonly<Record<DeviceKind, string>>;

const NOTHING: LocalMediaStatus = {
  microphone: null,
  muted: false,
  camera: null,
  screen: null,
  screenAudio: null,
  failures: {},
};

// The most that is sent to anybody; for more people the encoder scales it down.
const CAMERA: MediaTrackConstraints = {
  width: { ideal: 1280 },
  height: { ideal: 720 },
  frameRate: { ideal: 30 },
};
const MICROPHONE: MediaTrackConstraints = {
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
};
// Text on a screen must stay sharp; it may move less smoothly.
const SCREEN: MediaTrackConstraints = { frameRate: { ideal: 15, max: 30 } };

export class LocalMedia {
  readonly #store = new StatusStore<LocalMediaStatus>(NOTHING);
  #devices: DeviceChoice;
  #disposed = false;
  /** Counts the wishes of each kind: only the last one's answer is taken. */
  readonly #wishes = { microphone: 0, camera: 0, screen: 0 };

  readonly subscribe = this.#store.subscribe;
  readonly getSnapshot = this.#store.getSnapshot;

  constructor(devices: DeviceChoice) {
    this.#devices = devices;
  }

  get devices(): DeviceChoice {
    return this.#devices;
  }

  async turnOn(kind: DeviceKind): Promise<void> {
    const wish = ++this.#wishes[kind];
    this.#fail(kind, undefined);
    try {
      const track = await this.#open(kind);
      if (this.#disposed || wish !== this.#wishes[kind]) {
        track.stop();
        return;
      }
      this.#take(kind, track);
    } catch (error) {
      if (!this.#disposed && wish === this.#wishes[kind]) this.#fail(kind, mediaFailureOf(error));
    }
  }

  turnOff(kind: DeviceKind): void {
    this.#wishes[kind] += 1;
    this.#release(kind);
  }

  setMuted(muted: boolean): void {
    const { microphone } = this.#store.getSnapshot();
    if (microphone) microphone.enabled = !muted;
    this.#store.set({ muted });
  }

  /** Uses another device from now on; one that is on changes over while it stays on. */
  async choose(kind: DeviceKind, deviceId: string): Promise<void> {
    this.#devices = { ...this.#devices, [kind]: deviceId };
    if (this.#store.getSnapshot()[kind]) await this.turnOn(kind);
  }

  async shareScreen(): Promise<void> {
    const wish = ++this.#wishes.screen;
    this.#fail("screen", undefined);
    try {
      const stream = await openScreen();
      const [screen] = stream.getVideoTracks();
      const [screenAudio] = stream.getAudioTracks();
      if (!screen || this.#disposed || wish !== this.#wishes.screen) {
        stopAll(stream.getTracks());
        return;
      }
      screen.contentHint = "detail";
      this.stopScreen();
      screen.onended = () => this.stopScreen();
      this.#store.set({ screen, screenAudio: screenAudio ?? null });
    } catch (error) {
      if (!this.#disposed && wish === this.#wishes.screen) {
        this.#fail("screen", mediaFailureOf(error));
      }
    }
  }

  stopScreen(): void {
    this.#wishes.screen += 1;
    const { screen, screenAudio } = this.#store.getSnapshot();
    stopAll([screen, screenAudio]);
    this.#store.set({ screen: null, screenAudio: null });
  }

  forgetFailure(kind: MediaKind): void {
    this.#fail(kind, undefined);
  }

  /** Lets go of everything. */
  stop(): void {
    this.turnOff("microphone");
    this.turnOff("camera");
    this.stopScreen();
    this.#store.set({ muted: false, failures: {} });
  }

  dispose(): void {
    this.#disposed = true;
    this.stop();
    this.#store.clear();
  }

  /** Many phones cannot open a second camera beside the first: then the first makes way. */
  async #open(kind: DeviceKind): Promise<MediaStreamTrack> {
    try {
      return await openDevice(kind, this.#devices[kind]);
    } catch (error) {
      const isTaken = mediaFailureOf(error) === "device-in-use";
      if (!isTaken || !this.#store.getSnapshot()[kind]) throw error;
      this.#release(kind);
      return openDevice(kind, this.#devices[kind]);
    }
  }

  #take(kind: DeviceKind, track: MediaStreamTrack): void {
    const { [kind]: before, muted } = this.#store.getSnapshot();
    if (before) before.onended = null;
    track.onended = () => {
      this.#release(kind);
      this.#fail(kind, "device-lost");
    };
    if (kind === "microphone") track.enabled = !muted;
    else track.contentHint = "motion";
    this.#store.set({ [kind]: track });
    // After the new one is told of: peers change over without a gap.
    before?.stop();
  }

  #release(kind: DeviceKind): void {
    const track = this.#store.getSnapshot()[kind];
    if (!track) return;
    track.onended = null;
    track.stop();
    this.#store.set({ [kind]: null });
  }

  #fail(kind: MediaKind, failure: MediaFailure | undefined): void {
    const { [kind]: before, ...failures } = this.#store.getSnapshot().failures;
    if (before === failure) return;
    this.#store.set({ failures: failure ? { ...failures, [kind]: failure } : failures });
  }
}

async function openDevice(kind: DeviceKind, deviceId: string): Promise<MediaStreamTrack> {
  const { mediaDevices } = navigator;
  if (!mediaDevices) throw new MediaUnavailable("insecure-context");
  const isAudio = kind === "microphone";
  const wanted = isAudio ? MICROPHONE : CAMERA;
  const request = (constraints: MediaTrackConstraints) =>
    mediaDevices.getUserMedia(isAudio ? { audio: constraints } : { video: constraints });
  let stream: MediaStream;
  try {
    stream = await request(deviceId ? { ...wanted, deviceId: { exact: deviceId } } : wanted);
  } catch (error) {
    // The chosen device was left at the office: any other is better than none.
    const isGone = error instanceof Error && /Overconstrained|NotFound/.test(error.name);
    if (!deviceId || !isGone) throw error;
    stream = await request(wanted);
  }
  const [track] = stream.getTracks();
  if (!track) throw new MediaUnavailable("no-device");
  return track;
}

async function openScreen(): Promise<MediaStream> {
  const { mediaDevices } = navigator;
  if (!mediaDevices) throw new MediaUnavailable("insecure-context");
  if (!mediaDevices.getDisplayMedia) throw new MediaUnavailable("unsupported");
  return mediaDevices.getDisplayMedia({ video: SCREEN, audio: true });
}

function stopAll(tracks: readonly (MediaStreamTrack | null)[]): void {
  for (const track of tracks) {
    if (!track) continue;
    track.onended = null;
    track.stop();
  }
}
