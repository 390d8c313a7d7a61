/** Whether a media query holds just now. */

import { useCallback, useSyncExternalStore } from "react";

/** Where panels become sheets; Tailwind's `md` is its other side. */
export const NARROW = "(width < 48rem)";

/** Where two docks would leave no room for the code between them; Tailwind's `lg` is its other side. */
export const MEDIUM = "(width < 64rem)";

export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const media = matchMedia(query);
      media.addEventListener("change", listener);
      return () => media.removeEventListener("change", listener);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => matchMedia(query).matches);
}
