/** Light, dark, or as the system has it. */

import { useTheme } from "../../hooks/use-theme.ts";
import type { Theme } from "../../remembered/theme.ts";

const THEMES: readonly { id: Theme; label: string }[] = [
  { id: "system", label: "Theme: system" },
  { id: "light", label: "Theme: light" },
  { id: "dark", label: "Theme: dark" },
];

export function ThemeMenu() {
  const [theme, choose] = useTheme();
  return (
    <select
      aria-label="Theme"
      data-testid="theme-menu"
      value={theme}
      onChange={(event) => choose(event.target.value as Theme)}
      className="select h-8 shrink-0 items-center rounded-lg border border-line bg-raised px-2.5 text-sm hover:border-line-strong max-md:h-11"
    >
      {THEMES.map(({ id, label }) => (
        <option key={id} value={id}>
          {label}
        </option>
      ))}
    </select>
  );
}
