/**
 * How much video goes to each peer: less the more there are, and less where the network loses
 * packets or the processor cannot keep up; none before audio would suffer.
 */

export interface VideoProfile {
  /** Pixels of the shorter side. */
  readonly height: number;
  /** Bits a second. */
  readonly maxBitrate: number;
  readonly maxFramerate: number;
}

/** Best first. A mesh sends each peer its own stream: uplink and processor are shared by all. */
export const PROFILES: readonly VideoProfile[] = [
  { height: 720, maxBitrate: 1_200_000, maxFramerate: 30 },
  { height: 360, maxBitrate: 500_000, maxFramerate: 24 },
  { height: 180, maxBitrate: 150_000, maxFramerate: 15 },
];
/** Worse than the last profile: video is off, audio goes on. */
export const VIDEO_OFF = PROFILES.length;

/** People with video in one call [CA3]. */
export const VIDEO_SEATS = 6;

/** The best level for a call of this many people, oneself included. */
export function bestLevel(people: number): number {
  if (people <= 2) return 0;
  if (people <= 4) return 1;
  return people <= VIDEO_SEATS ? 2 : VIDEO_OFF;
}

/** What the last few seconds were like towards one peer. */
export interface Conditions {
  /** Part of the packets that did not arrive, 0 to 1; null while nothing was reported. */
  readonly loss: number | null;
  /** The camera's encoder says that the processor holds it back. */
  readonly cpuLimited: boolean;
}

// Above this audio's own redundancy no longer hides it; far above, each second counts.
const BAD_LOSS = 0.08;
const AWFUL_LOSS = 0.25;
const GOOD_LOSS = 0.02;
// Reports in a row, one every two seconds, before a change: down soon, up with care.
const BAD_REPORTS = 2;
const GOOD_REPORTS = 5;

/** Towards one peer; `observe` is fed once a report. */
export class QualityLevel {
  readonly #loss = new Penalty();
  readonly #cpu = new Penalty();

  /** The level to send at, from 0 (best) to `VIDEO_OFF`. */
  at(people: number): number {
    const best = bestLevel(people);
    // A busy processor drops frames by itself: it never takes the whole picture.
    const cpu = Math.max(best, Math.min(PROFILES.length - 1, best + this.#cpu.levels));
    return Math.min(VIDEO_OFF, Math.max(cpu, best + this.#loss.levels));
  }

  observe({ loss, cpuLimited }: Conditions): void {
    this.#cpu.observe(cpuLimited ? 1 : 0);
    if (loss === null) return;
    if (loss > AWFUL_LOSS) this.#loss.observe(BAD_REPORTS);
    else if (loss > BAD_LOSS) this.#loss.observe(1);
    else if (loss <= GOOD_LOSS) this.#loss.observe(0);
  }
}

/** Levels given up: down after a few bad reports in a row, up after many good ones. */
class Penalty {
  levels = 0;
  #bad = 0;
  #good = 0;

  /** `weight` 0 is a good report. */
  observe(weight: number): void {
    if (weight > 0) {
      this.#good = 0;
      this.#bad += weight;
      if (this.#bad < BAD_REPORTS) return;
      this.#bad = 0;
      this.levels = Math.min(VIDEO_OFF, this.levels + 1);
      return;
    }
    this.#bad = 0;
    this.#good += 1;
    if (this.#good < GOOD_REPORTS) return;
    this.#good = 0;
    this.levels = Math.max(0, this.levels - 1);
  }
}

/** What a sender is told for a level, given the height of what the camera delivers. */
export function encodingOf(
  level: number,
  cameraHeight: number | undefined,
): RTCRtpEncodingParameters {
  const profile = PROFILES[level];
  if (!profile) return { active: false };
  const { height, maxBitrate, maxFramerate } = profile;
  const scaleResolutionDownBy = Math.max(1, (cameraHeight ?? height) / height);
  return { active: true, maxBitrate, maxFramerate, scaleResolutionDownBy };
}

/** A screen by the same levels: sharp text before smooth movement, and never nothing. */
const SCREENS: readonly RTCRtpEncodingParameters[] = [
  { maxBitrate: 2_500_000, maxFramerate: 30 },
  { maxBitrate: 1_200_000, maxFramerate: 15 },
  { maxBitrate: 600_000, maxFramerate: 10 },
  { maxBitrate: 200_000, maxFramerate: 5 },
];

export function screenEncodingOf(level: number): RTCRtpEncodingParameters {
  return SCREENS[Math.min(level, SCREENS.length - 1)] ?? {};
}
