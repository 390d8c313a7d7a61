/** A room's life in five numbers. */

import type { RoomAnalytics } from "../../api/analytics.ts";
import { countWords, durationWords } from "./words.ts";

export function Figures({ analytics }: { readonly analytics: RoomAnalytics }) {
  const figures: readonly (readonly [string, string, string])[] = [
    ["participant-count", "People now", countWords(analytics.participant_count)],
    ["peak-users", "Most at once", countWords(analytics.peak_users)],
    ["unique-participants", "People in all", countWords(analytics.unique_participants)],
    ["total-edits", "Edits", countWords(analytics.total_edits)],
    ["duration", "First to last", durationWords(analytics.duration_seconds)],
  ];
  return (
    <dl className="grid grid-cols-2 gap-px overflow-clip rounded-2xl border border-line bg-raised sm:grid-cols-3 lg:grid-cols-5">
      {figures.map(([id, label, value]) => (
        <div
          key={id}
          data-testid={id}
          className="px-4 py-3.5 shadow-[0_0_0_1px_var(--color-line)] sm:px-5"
        >
          <dt className="text-ink-3 text-sm">{label}</dt>
          <dd className="font-semibold text-xl tabular-nums tracking-tight">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
