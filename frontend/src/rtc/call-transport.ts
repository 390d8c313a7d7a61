/** How media get from one browser to the others. The mesh is one way; a server in the middle would be another. */

import type { CallMember } from "../collab/call-roster.ts";
import type { PeerStatus } from "./peer.ts";
import type { PeerStats } from "./peer-stats.ts";
import type { MediaKind } from "./signals.ts";

/** Somebody whom we hear and see, or should. */
export interface RemotePeer extends PeerStatus {
  readonly member: CallMember;
  readonly stats: PeerStats;
}

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
  /** Ends connections at once: of who left, or was sent out. */
  drop(isGone: (member: CallMember) => boolean): void;
  /** Sends a track to everybody from now on, or nothing of its kind. */
  setTrack(kind: MediaKind, track: MediaStreamTrack | null): void;
  /** In the order of their seats. */
  readonly peers: readonly RemotePeer[];
  close(): void;
}
