/** Somebody else in the call: their camera, and their screen while they share it. */

import { SignalHigh, SignalLow, SignalMedium, Volume2 } from "lucide-react";
import { useEffect, useState } from "react";
import type { Call } from "../../rtc/call.ts";
import type { RemotePeer } from "../../rtc/call-transport.ts";
import { strength } from "../../rtc/peer-stats.ts";
import { iceFailureText } from "./failure-texts.ts";
import { Tile, type TilePlace } from "./tile.tsx";

// A first picture is there within a second or two.
const LATE_MS = 6_000;

interface PeerTileProps extends TilePlace {
  readonly call: Call;
  readonly peer: RemotePeer;
  /** The owner lets them only listen: nothing of theirs is played or shown [CA8]. */
  readonly isListener: boolean;
  readonly isSpeaking: boolean;
}

export function PeerTile({ call, peer, isListener, isSpeaking, ...place }: PeerTileProps) {
  const { member, state, tracks, stats } = peer;
  return (
    <Tile
      testId="call-tile"
      name={member.name}
      color={member.color}
      track={tracks.camera}
      expectsVideo={member.video && peer.withVideo && !isListener && state !== "failed"}
      isMuted={!member.audio || isListener}
      isSpeaking={isSpeaking && !isListener}
      state={state}
      notice={<PeerNotice peer={peer} isListener={isListener} />}
      extras={
        <>
          <LineStrength stats={stats} />
          <Volume call={call} peer={member.peer} name={member.name} />
        </>
      }
      {...place}
    />
  );
}

export function PeerScreenTile({ peer, ...place }: TilePlace & Pick<PeerTileProps, "peer">) {
  const { member, tracks, state } = peer;
  return (
    <Tile
      testId="screen-tile"
      name={member.name}
      color={member.color}
      isScreen
      track={tracks.screen}
      expectsVideo
      state={state}
      notice={<PeerNotice peer={peer} isListener={false} />}
      {...place}
    />
  );
}

function PeerNotice({
  peer,
  isListener,
}: {
  readonly peer: RemotePeer;
  readonly isListener: boolean;
}) {
  const { state, failure, member } = peer;
  if (state === "connecting") return "Connecting …";
  if (state === "interrupted") return "The connection is interrupted. Trying again …";
  if (failure) {
    const { title, advice } = iceFailureText(failure);
    return (
      <span role="alert" data-testid="peer-failure" data-failure={failure}>
        <span className="font-medium text-ink">{title}</span> {advice}
      </span>
    );
  }
  if (isListener) return "Only listening";
  if (!peer.withVideo) return member.video ? "By voice: six share video already" : null;
  return member.video ? <Waiting /> : null;
}

/** Mounted while pictures are promised and none come. */
function Waiting() {
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), LATE_MS);
    return () => clearTimeout(timer);
  }, []);
  return isLate ? "No pictures arrive: the line is too slow for video." : "Waiting for pictures …";
}

const STRENGTHS = {
  1: { icon: SignalLow, label: "Poor connection" },
  2: { icon: SignalMedium, label: "Fair connection" },
  3: { icon: SignalHigh, label: "Good connection" },
} as const;

function LineStrength({ stats }: { readonly stats: RemotePeer["stats"] }) {
  const value = strength(stats);
  if (value === null) return null;
  const { icon: Icon, label } = STRENGTHS[value];
  const path = stats.path === "relay" ? ", through the relay" : "";
  const delay = stats.roundTripMs === null ? "" : `, ${stats.roundTripMs} ms`;
  return (
    <span
      title={`${label}${delay}${path}`}
      className="tile-chip"
      data-testid="line-strength"
      data-path={stats.path}
    >
      <Icon size={12} aria-label={`${label}${path}`} role="img" />
    </span>
  );
}

interface VolumeProps {
  readonly call: Call;
  readonly peer: string;
  readonly name: string;
}

function Volume({ call, peer, name }: VolumeProps) {
  const [volume, setVolume] = useState(() => call.volumeOf(peer));
  return (
    <label className="tile-chip tile-volume">
      <Volume2 size={12} aria-hidden="true" />
      <input
        type="range"
        min={0}
        max={1}
        step={0.05}
        value={volume}
        aria-label={`Volume of ${name}`}
        onChange={(event) => {
          const next = event.target.valueAsNumber;
          setVolume(next);
          call.setVolume(peer, next);
        }}
      />
    </label>
  );
}
