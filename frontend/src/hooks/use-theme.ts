/** The theme that was chosen in this browser, and the page in it. */

import { useSyncExternalStore } from "react";
import { recallTheme, rememberTheme, type Theme } from "../remembered/theme.ts";

const listeners = new Set<() => void>();

export function useTheme(): [Theme, (theme: Theme) => void] {
  return [useSyncExternalStore(subscribe, recallTheme), chooseTheme];
}

export function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  // Another tab of this browser chose.
  globalThis.addEventListener("storage", showTheme);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) globalThis.removeEventListener("storage", showTheme);
  };
}

function chooseTheme(theme: Theme): void {
  rememberTheme(theme);
  showTheme();
}

/** All colours are `light-dark()`: the scheme decides. */
function showTheme(): void {
  const theme = recallTheme();
  document.documentElement.style.colorScheme = theme === "system" ? "" : theme;
  for (const listener of listeners) listener();
}
