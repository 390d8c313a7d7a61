/** What getStats says of one peer, in the few figures that people and `quality.ts` care for. */

import type { Conditions } from "./quality.ts";

export interface PeerStats extends Conditions {
  /** Milliseconds there and back; null before the first answer. */
  readonly roundTripMs: number | null;
  readonly path: "direct" | "relay" | null;
}

export const NO_STATS: PeerStats = {
  loss: null,
  cpuLimited: false,
  roundTripMs: null,
  path: null,
};

export async function readPeerStats(pc: RTCPeerConnection): Promise<PeerStats> {
  const byId = new Map<string, Record<string, unknown>>();
  (await pc.getStats()).forEach((entry: Record<string, unknown>) => {
    byId.set(String(entry.id), entry);
  });
  const entries = [...byId.values()];
  const losses = entries
    .filter(({ type }) => type === "remote-inbound-rtp")
    .map(({ fractionLost }) => Number(fractionLost));
  const known = losses.filter((loss) => Number.isFinite(loss));
  const transport = entries.find(({ type }) => type === "transport");
  const pair = byId.get(String(transport?.selectedCandidatePairId)) ?? chosenPair(entries);
  const local = byId.get(String(pair?.localCandidateId));
  const remote = byId.get(String(pair?.remoteCandidateId));
  const seconds = Number(pair?.currentRoundTripTime);
  return {
    loss: known.length > 0 ? Math.max(...known) : null,
    cpuLimited: entries.some(
      ({ type, qualityLimitationReason }) =>
        type === "outbound-rtp" && qualityLimitationReason === "cpu",
    ),
    roundTripMs: Number.isFinite(seconds) ? Math.round(seconds * 1_000) : null,
    path: !pair ? null : isRelay(local) || isRelay(remote) ? "relay" : "direct",
  };
}

/** Firefox names the pair on the pair itself. */
function chosenPair(
  entries: readonly Record<string, unknown>[],
): Record<string, unknown> | undefined {
  return entries.find(({ type, selected }) => type === "candidate-pair" && selected === true);
}

function isRelay(candidate: Record<string, unknown> | undefined): boolean {
  return candidate?.candidateType === "relay";
}

/** 3 good, 2 fair, 1 poor; null while nothing is known. */
export function strength({ loss, roundTripMs }: PeerStats): 1 | 2 | 3 | null {
  if (loss === null && roundTripMs === null) return null;
  const lost = loss ?? 0;
  const delay = roundTripMs ?? 0;
  if (lost > 0.08 || delay > 400) return 1;
  return lost > 0.02 || delay > 200 ? 2 : 3;
}
