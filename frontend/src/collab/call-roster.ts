/** Who takes part in the room's call, as awareness says [CA1], and how we do. */

import type { Awareness } from "y-protocols/awareness";
import { type PeerCall, parsePeer } from "./awareness-schema.ts";

/** Somebody else in the call: one entry for each of their tabs that joined it. */
export interface CallMember extends PeerCall {
  readonly clientId: number;
  readonly userId: string;
  readonly name: string;
  /** An index into the palette. */
  readonly color: number;
}

/** What we say of ourselves; the server adds connection and seat. */
export type OwnCall = Omit<PeerCall, "connection" | "seat">;

export class CallRoster {
  readonly #awareness: Awareness;
  readonly #listeners = new Set<() => void>();
  #members: readonly CallMember[] = [];

  constructor(awareness: Awareness) {
    this.#awareness = awareness;
    awareness.on("change", this.#onChange);
    this.#onChange();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** In the order of their seats. */
  readonly getSnapshot = (): readonly CallMember[] => this.#members;

  /** Whether somebody who is no longer listed said so, and was not merely lost [CA2]. */
  hasLeft({ clientId, peer }: CallMember): boolean {
    const state = this.#awareness.getStates().get(clientId);
    return state !== undefined && parsePeer(clientId, state)?.call?.peer !== peer;
  }

  announce(own: OwnCall | null): void {
    const state = this.#awareness.getLocalState();
    // Before the server has said who we are there is nobody to announce.
    if (state === null || JSON.stringify(own) === JSON.stringify(state.call ?? null)) return;
    const { call: _before, ...rest } = state;
    this.#awareness.setLocalState(own === null ? rest : { ...rest, call: own });
  }

  dispose(): void {
    this.#awareness.off("change", this.#onChange);
    this.#listeners.clear();
  }

  readonly #onChange = (): void => {
    const members = this.#read();
    if (JSON.stringify(members) === JSON.stringify(this.#members)) return;
    this.#members = members;
    for (const listener of this.#listeners) listener();
  };

  #read(): readonly CallMember[] {
    const members: CallMember[] = [];
    for (const [clientId, state] of this.#awareness.getStates()) {
      // Most change for their cursors: who is in no call is not worth reading.
      if (clientId === this.#awareness.clientID || !state.call) continue;
      const peer = parsePeer(clientId, state);
      if (!peer?.call) continue;
      const { userId, name, color, call } = peer;
      members.push({ ...call, clientId, userId, name, color });
    }
    return members.sort(bySeat);
  }
}

/** The order that decides who may send video [CA3]. */
export function bySeat(
  one: Pick<PeerCall, "seat" | "peer">,
  other: Pick<PeerCall, "seat" | "peer">,
): number {
  return one.seat - other.seat || (one.peer < other.peer ? -1 : 1);
}
