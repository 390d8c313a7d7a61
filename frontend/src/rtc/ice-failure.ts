/** Why two browsers cannot reach each other, from what ICE reported on the way. */

export type IceFailure =
  /** The TURN server refuses our credentials. */
  | "relay-refused"
  /** The TURN server does not answer. */
  | "relay-unreachable"
  /** This browser found no address of its own at all. */
  | "no-candidate"
  /** Both have addresses, but no packet gets through. */
  | "no-path";

// RFC 5389 §15.6 and RFC 5766 §15: unauthorised, forbidden, stale nonce, wrong credentials, quota.
const REFUSALS: ReadonlySet<number> = new Set([401, 403, 438, 441, 486]);

// A relay that is there answers within a round trip; a browser itself waits for ten seconds.
const SILENT_MS = 3_000;

/** Collects while candidates are gathered; `reset` when gathering begins anew. */
export class IceReport {
  #refused = false;
  #unreachable = false;
  #relayed = false;
  #candidates = 0;
  #begunAt = performance.now();
  readonly #onlyRelays: boolean;

  constructor(policy: RTCIceTransportPolicy | undefined) {
    this.#onlyRelays = policy === "relay";
  }

  /** Nothing was found and nothing refused: too early to say why. */
  get isEmpty(): boolean {
    if (this.#candidates > 0 || this.#refused || this.#unreachable) return false;
    return !this.#onlyRelays || performance.now() - this.#begunAt < SILENT_MS;
  }

  /** True as soon as a relay candidate was found. */
  get hasRelay(): boolean {
    return this.#relayed;
  }

  reset(): void {
    this.#refused = this.#unreachable = this.#relayed = false;
    this.#candidates = 0;
    this.#begunAt = performance.now();
  }

  found(candidate: { readonly type: RTCIceCandidateType | null }): void {
    this.#candidates += 1;
    this.#relayed ||= candidate.type === "relay";
  }

  error({ errorCode, url }: { readonly errorCode: number; readonly url: string }): void {
    if (!url.startsWith("turn")) return;
    if (REFUSALS.has(errorCode)) this.#refused = true;
    else this.#unreachable = true;
  }

  failure(): IceFailure {
    // One relay that works is enough: then the others' errors explain nothing.
    if (!this.#relayed && this.#refused) return "relay-refused";
    if (!this.#relayed && this.#unreachable) return "relay-unreachable";
    if (this.#candidates > 0) return "no-path";
    // A silent relay takes longer to give up on than people wait.
    return this.#onlyRelays ? "relay-unreachable" : "no-candidate";
  }
}
