/** What happened in a room over time, drawn and as a table. */

import type { RoomAnalytics, Span } from "../../api/analytics.ts";
import { ActivityChart } from "./activity-chart.tsx";
import { ActivityTable } from "./activity-table.tsx";
import { stepLabel, stepsOf } from "./series.ts";
import { countWords } from "./words.ts";

const BACK: Readonly<Record<Span, string>> = { minute: "3 hours", hour: "7 days", day: "a year" };

export function RoomCharts({ analytics }: { readonly analytics: RoomAnalytics }) {
  const { span } = analytics;
  const steps = stepsOf(analytics);
  const label = (start: number) => stepLabel(start, span);
  const edits = steps.reduce((sum, step) => sum + step.edits, 0);
  const most = Math.max(...steps.map(({ people }) => people));
  const bars = (value: (index: number) => number) =>
    steps.map(({ start }, index) => ({ key: start, label: label(start), value: value(index) }));
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4 lg:grid-cols-2">
        <ActivityChart
          title="Edits"
          total={`${countWords(edits)} in ${BACK[span]}`}
          tone="edits"
          bars={bars((index) => steps[index]?.edits ?? 0)}
        />
        <ActivityChart
          title="People at once"
          total={`${countWords(most)} at most`}
          tone="people"
          bars={bars((index) => steps[index]?.people ?? 0)}
        />
      </div>
      <ActivityTable steps={steps} label={label} />
    </div>
  );
}
