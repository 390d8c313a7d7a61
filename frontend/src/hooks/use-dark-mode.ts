/** Whether the page is dark, for what CSS alone cannot follow. */

import { useMedia } from "./use-media.ts";
import { useTheme } from "./use-theme.ts";

export function useDarkMode(): boolean {
  const [theme] = useTheme();
  const systemIsDark = useMedia("(prefers-color-scheme: dark)");
  return theme === "system" ? systemIsDark : theme === "dark";
}
