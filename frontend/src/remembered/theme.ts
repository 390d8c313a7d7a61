/** Light, dark, or as the system has it; public/theme.js reads the same value before the page shows. */

import { recall, remember } from "./local-store.ts";

export type Theme = "system" | "light" | "dark";

const KEY = "theme";

export function recallTheme(): Theme {
  const theme = recall(KEY);
  return theme === "light" || theme === "dark" ? theme : "system";
}

export function rememberTheme(theme: Theme): void {
  remember(KEY, theme);
}
