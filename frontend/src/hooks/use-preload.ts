/** Fetches what a room may need later while the server is there to give it. */

import { useEffect } from "react";

/** `preloads` must be the same list each time. */
export function usePreload(ready: boolean, preloads: readonly (() => void)[]): void {
  useEffect(() => {
    if (!ready) return;
    const load = () => {
      for (const preload of preloads) preload();
    };
    // Safari has no idle callback.
    if (typeof requestIdleCallback === "function") {
      const handle = requestIdleCallback(load, { timeout: 5_000 });
      return () => cancelIdleCallback(handle);
    }
    const timer = setTimeout(load, 2_000);
    return () => clearTimeout(timer);
  }, [ready, preloads]);
}
