/** A line over the whole room: something to know, and what one can do about it. */

import type { ReactNode } from "react";

const TONES = {
  warn: "bg-[color-mix(in_srgb,var(--color-warn)_12%,var(--color-surface))]",
  danger: "bg-[color-mix(in_srgb,var(--color-danger)_12%,var(--color-surface))]",
} as const;

interface BannerProps {
  readonly tone?: keyof typeof TONES;
  readonly testId: string;
  readonly children: ReactNode;
  readonly actions?: ReactNode;
  /** What changes every second must not be read aloud every second. */
  readonly live?: "assertive" | "off";
}

export function Banner({
  tone = "warn",
  testId,
  children,
  actions,
  live = "assertive",
}: BannerProps) {
  return (
    <div
      role="alert"
      aria-live={live}
      data-testid={testId}
      className={`flex flex-wrap items-center gap-x-3 gap-y-2 border-line border-b px-4 py-1.5 text-sm ${TONES[tone]}`}
    >
      <span className="min-w-56 flex-1">{children}</span>
      {actions ? <div className="flex flex-wrap gap-2">{actions}</div> : null}
    </div>
  );
}
