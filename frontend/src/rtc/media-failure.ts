/** Why there is no microphone, camera or screen to send. */

export type MediaFailure =
  | "permission-denied"
  | "no-device"
  | "device-in-use"
  /** The page did not come over HTTPS: browsers then have no devices at all. */
  | "insecure-context"
  /** This browser cannot share screens. */
  | "unsupported"
  /** It was there and is gone: unplugged, or stopped by the system. */
  | "device-lost"
  | "unknown";

const BY_NAME: Readonly<Record<string, MediaFailure>> = {
  NotAllowedError: "permission-denied",
  SecurityError: "permission-denied",
  NotFoundError: "no-device",
  DevicesNotFoundError: "no-device",
  OverconstrainedError: "no-device",
  NotReadableError: "device-in-use",
  TrackStartError: "device-in-use",
  AbortError: "device-in-use",
};

export class MediaUnavailable extends Error {
  readonly failure: MediaFailure;

  constructor(failure: MediaFailure) {
    super(failure);
    this.name = "MediaUnavailable";
    this.failure = failure;
  }
}

export function mediaFailureOf(error: unknown): MediaFailure {
  if (error instanceof MediaUnavailable) return error.failure;
  return error instanceof Error ? (BY_NAME[error.name] ?? "unknown") : "unknown";
}
