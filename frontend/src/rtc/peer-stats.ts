/** What getStats says of one peer, in the few figures that people and `quality.ts` care for. */

import type { Conditions } from "./quality.ts";

export interface PeerStats extends Conditions {
  /** Part of what they sent and we did not get, since the last look, 0 to 1. */
  readonly lossToUs: number | null;
  /** Milliseconds there and back; null before the first answer. */
  readonly roundTripMs: number | null;
  readonly path: "direct" | "relay" | null;
  /** Packets so far, for the next look. */
  readonly counted: { readonly lost: number; readonly got: number };
}

export const NO_STATS: PeerStats = {
  loss: null,
  lossToUs: null,
  cpuLimited: false,
  roundTripMs: null,
  path: null,
  counted: { lost: 0, got: 0 },
};

type Entry = Readonly<Record<string, unknown>>;

/** `camera` is the id of the track that we send. */
export async function readPeerStats(
  pc: RTCPeerConnection,
  before: PeerStats,
  camera: string | undefined,
): Promise<PeerStats> {
  const byId = new Map<string, Entry>();
  (await pc.getStats()).forEach((entry: Entry) => {
    byId.set(String(entry.id), entry);
  });
  const entries = [...byId.values()];
  const pair = selectedPair(byId);
  const seconds = Number(pair?.currentRoundTripTime);
  const counted = countPackets(entries);
  return {
    loss: worstLoss(entries),
    lossToUs: lossSince(before.counted, counted),
    cpuLimited: entries.some(
      ({ type, qualityLimitationReason, mediaSourceId }) =>
        type === "outbound-rtp" &&
        qualityLimitationReason === "cpu" &&
        byId.get(String(mediaSourceId))?.trackIdentifier === camera,
    ),
    roundTripMs: Number.isFinite(seconds) ? Math.round(seconds * 1_000) : null,
    path: pair ? pathOf(pair, byId) : null,
    counted,
  };
}

/** 3 good, 2 fair, 1 poor; null while nothing is known. */
export function strength({ loss, lossToUs, roundTripMs }: PeerStats): 1 | 2 | 3 | null {
  if (loss === null && lossToUs === null && roundTripMs === null) return null;
  const lost = Math.max(loss ?? 0, lossToUs ?? 0);
  const delay = roundTripMs ?? 0;
  if (lost > 0.08 || delay > 400) return 1;
  return lost > 0.02 || delay > 200 ? 2 : 3;
}

/** Of what we send, as the other side reports it. */
function worstLoss(entries: readonly Entry[]): number | null {
  const losses = entries
    .filter(({ type }) => type === "remote-inbound-rtp")
    .map(({ fractionLost }) => Number(fractionLost))
    .filter(Number.isFinite);
  return losses.length > 0 ? Math.max(...losses) : null;
}

function countPackets(entries: readonly Entry[]): PeerStats["counted"] {
  let lost = 0;
  let got = 0;
  for (const { type, packetsLost, packetsReceived } of entries) {
    if (type !== "inbound-rtp") continue;
    lost += Number(packetsLost ?? 0);
    got += Number(packetsReceived ?? 0);
  }
  return { lost, got };
}

function lossSince(before: PeerStats["counted"], now: PeerStats["counted"]): number | null {
  // A late packet is no longer lost, so the count may go back.
  const lost = Math.max(0, now.lost - before.lost);
  const got = now.got - before.got;
  return got > 0 ? lost / (lost + got) : null;
}

function selectedPair(byId: ReadonlyMap<string, Entry>): Entry | undefined {
  const entries = [...byId.values()];
  const transport = entries.find(({ type }) => type === "transport");
  return (
    byId.get(String(transport?.selectedCandidatePairId)) ??
    // Firefox says so on the pair itself.
    entries.find(({ type, selected }) => type === "candidate-pair" && selected === true)
  );
}

function pathOf(pair: Entry, byId: ReadonlyMap<string, Entry>): "direct" | "relay" {
  const ends = [pair.localCandidateId, pair.remoteCandidateId];
  return ends.some((id) => byId.get(String(id))?.candidateType === "relay") ? "relay" : "direct";
}
