/** How this person likes their calls; remembered as it is changed, the same wherever it is read. */

import { useSyncExternalStore } from "react";
import { StatusStore } from "../collab/status-store.ts";
import {
  type CallPreferences,
  recallCallPreferences,
  rememberCallPreferences,
} from "../remembered/call-preferences.ts";

export type PreferCall = (change: Partial<CallPreferences>) => void;

const store = new StatusStore<CallPreferences>(recallCallPreferences());

function prefer(change: Partial<CallPreferences>): void {
  store.set(change);
  rememberCallPreferences(store.getSnapshot());
}

export function useCallPreferences(): readonly [CallPreferences, PreferCall] {
  return [useSyncExternalStore(store.subscribe, store.getSnapshot), prefer];
}
