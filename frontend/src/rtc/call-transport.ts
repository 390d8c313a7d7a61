/** How media get from one browser to the others. The mesh is one way; a server in the middle would be another. */

import type { CallMember } from "../collab/call-roster.ts";
import type { PeerStatus } from "./peer.ts";
import type { PeerStats } from "./peer-stats.ts";
import type { MediaKind } from "./signals.ts";

/** Somebody whom we hear and see, or should. */
export interface RemotePeer extends PeerStatus {
  readonly member: CallMember;
  readonly stats: PeerStats;
  /** Both of us have a seat with video [CA3]. */
  readonly withVideo: boolean;
}

/** How somebody ceased to be in the call. */
export type Departure = "left" | "lost" | "removed";

export interface Attendance {
  /** Everybody else in the call, as of now, in the order of their seats. */
  readonly members: readonly CallMember[];
  /** Peers, ourselves among them, who may send video and get it [CA3]. */
  readonly withVideo: ReadonlySet<string>;
  /** Our own line to the room is open: who is not listed is really not there. */
  readonly lineIsOpen: boolean;
}

export interface CallTransport {
  attend(attendance: Attendance): void;
  /** Ends connections at once, of those who left or were sent out. */
  drop(departed: (member: CallMember) => Departure | null): void;
  /** Sends a track to everybody from now on, or nothing of its kind. */
  setTrack(kind: MediaKind, track: MediaStreamTrack | null): void;
  /** In the order of their seats. */
  readonly peers: readonly RemotePeer[];
  /** How loud somebody's voice is just now, 0 to 1. */
  levelOf(peer: string): number;
  /** For tests: what a peer's media come by. */
  connectionOf(peer: string): RTCPeerConnection | undefined;
  close(): void;
}
