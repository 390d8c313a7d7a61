/** Clears what is known of the others, for a new connection to tell it afresh. */

import { type Awareness, removeAwarenessStates } from "y-protocols/awareness";

/**
 * With their clocks: a state that the server repeats at the same clock would be taken for old news,
 * and its owner stay invisible until the next renewal.
 */
export function forgetPeers(awareness: Awareness, origin: unknown): void {
  const peers = [...awareness.meta.keys()].filter((id) => id !== awareness.clientID);
  removeAwarenessStates(awareness, peers, origin);
  for (const id of peers) awareness.meta.delete(id);
}
