/** Whether the system asks for a dark page, for what CSS alone cannot follow. */

import { useSyncExternalStore } from "react";

const QUERY = "(prefers-color-scheme: dark)";

export function useDarkMode(): boolean {
  return useSyncExternalStore(subscribe, () => matchMedia(QUERY).matches);
}

function subscribe(listener: () => void): () => void {
  const query = matchMedia(QUERY);
  query.addEventListener("change", listener);
  return () => query.removeEventListener("change", listener);
}
