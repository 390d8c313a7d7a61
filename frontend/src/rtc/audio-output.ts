/** Lets us hear the others: one element for each voice and each shared sound, outside the page. */

import type { MediaKind } from "./signals.ts";

export type AudioKind = Extract<MediaKind, "microphone" | "screen-audio">;

interface Voice {
  readonly element: HTMLAudioElement;
  readonly track: MediaStreamTrack;
}

export class AudioOutput {
  readonly #voices = new Map<string, Voice>();
  readonly #volumes = new Map<string, number>();
  readonly #onBlocked: (blocked: boolean) => void;
  #speaker = "";
  #blocked = false;

  /** `onBlocked` is told when the browser plays nothing before a click, and when it does. */
  constructor(onBlocked: (blocked: boolean) => void) {
    this.#onBlocked = onBlocked;
  }

  /** Plays a peer's track, or nothing of that kind. */
  play(peer: string, kind: AudioKind, track: MediaStreamTrack | undefined): void {
    const key = `${peer} ${kind}`;
    const playing = this.#voices.get(key);
    if (playing?.track === track) return;
    if (playing) this.#stop(key, playing);
    if (!track) return;
    const element = new Audio();
    element.srcObject = new MediaStream([track]);
    element.volume = this.volumeOf(peer);
    this.#voices.set(key, { element, track });
    void this.#start(element);
  }

  /** Whoever is not among these is heard no more. */
  keep(peers: ReadonlySet<string>): void {
    for (const [key, voice] of this.#voices) {
      if (!peers.has(key.split(" ")[0] ?? "")) this.#stop(key, voice);
    }
  }

  volumeOf(peer: string): number {
    return this.#volumes.get(peer) ?? 1;
  }

  /** 0 to 1. */
  setVolume(peer: string, volume: number): void {
    this.#volumes.set(peer, volume);
    for (const [key, { element }] of this.#voices) {
      if (key.startsWith(`${peer} `)) element.volume = volume;
    }
  }

  setSpeaker(deviceId: string): void {
    this.#speaker = deviceId;
    for (const { element } of this.#voices.values()) void this.#direct(element);
  }

  /** From within a click: browsers let a page be heard from then on. */
  resume(): void {
    this.#setBlocked(false);
    for (const { element } of this.#voices.values()) void this.#start(element);
  }

  dispose(): void {
    for (const [key, voice] of this.#voices) this.#stop(key, voice);
  }

  async #start(element: HTMLAudioElement): Promise<void> {
    await this.#direct(element);
    try {
      await element.play();
    } catch (error) {
      // Anything else is the end of a track that was stopped meanwhile.
      if (error instanceof Error && error.name === "NotAllowedError") this.#setBlocked(true);
    }
  }

  async #direct(element: HTMLAudioElement): Promise<void> {
    // The empty name is the system's own: setting it undoes an earlier choice.
    if (!("setSinkId" in element) || element.sinkId === this.#speaker) return;
    try {
      await element.setSinkId(this.#speaker);
    } catch {
      // It was unplugged: the system's own is used.
    }
  }

  #stop(key: string, { element }: Voice): void {
    element.srcObject = null;
    this.#voices.delete(key);
  }

  #setBlocked(blocked: boolean): void {
    if (blocked === this.#blocked) return;
    this.#blocked = blocked;
    this.#onBlocked(blocked);
  }
}
