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
  /** The encoder says that the processor holds it back. */
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
  #penalty = 0;
  #bad = 0;
  #good = 0;

  /** The level to send at, from 0 (best) to `VIDEO_OFF`. */
  at(people: number): number {
    return Math.min(VIDEO_OFF, bestLevel(people) + this.#penalty);
  }

  observe({ loss, cpuLimited }: Conditions): void {
    if (loss === null && !cpuLimited) return;
    const awful = loss !== null && loss > AWFUL_LOSS;
    if (awful || cpuLimited || (loss ?? 0) > BAD_LOSS) {
      this.#good = 0;
      this.#bad += awful ? BAD_REPORTS : 1;
      if (this.#bad < BAD_REPORTS) return;
      this.#bad = 0;
      this.#penalty = Math.min(VIDEO_OFF, this.#penalty + 1);
    } else if ((loss ?? 0) <= GOOD_LOSS) {
      this.#bad = 0;
      this.#good += 1;
      if (this.#good < GOOD_REPORTS) return;
      this.#good = 0;
      this.#penalty = Math.max(0, this.#penalty - 1);
    }
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
