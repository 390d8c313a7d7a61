/** How large the window is, in pixels of the page. */

import { useSyncExternalStore } from "react";

export function useWindowSize(): readonly [width: number, height: number] {
  const width = useSyncExternalStore(subscribe, () => innerWidth);
  const height = useSyncExternalStore(subscribe, () => innerHeight);
  return [width, height];
}

function subscribe(listener: () => void): () => void {
  addEventListener("resize", listener);
  return () => removeEventListener("resize", listener);
}
