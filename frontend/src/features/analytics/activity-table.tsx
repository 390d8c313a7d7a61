/** What the charts show, for those who read it; times in which nothing was are left out. */

import type { Step } from "./series.ts";
import { countWords } from "./words.ts";

interface ActivityTableProps {
  readonly steps: readonly Step[];
  readonly label: (start: number) => string;
}

export function ActivityTable({ steps, label }: ActivityTableProps) {
  const rows = steps.filter(({ edits, people, newcomers }) => edits + people + newcomers > 0);
  return (
    <details className="rounded-2xl border border-line bg-raised">
      <summary className="cursor-pointer rounded-2xl px-4 py-3 font-medium text-sm sm:px-5">
        The same as a table
      </summary>
      <section
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
        tabIndex={0}
        aria-label="Activity"
        className="max-h-80 overflow-auto border-line border-t"
      >
        <table className="w-full text-sm tabular-nums">
          <thead className="sticky top-0 bg-raised text-ink-3">
            <tr>
              <th scope="col" className="px-4 py-2 text-left font-medium sm:px-5">
                Time
              </th>
              <th scope="col" className="px-4 py-2 text-right font-medium">
                Edits
              </th>
              <th scope="col" className="px-4 py-2 text-right font-medium">
                People at once
              </th>
              <th scope="col" className="px-4 py-2 text-right font-medium sm:px-5">
                New
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.toReversed().map(({ start, edits, people, newcomers }) => (
              <tr key={start} data-testid="activity-row" className="border-line border-t">
                <th scope="row" className="px-4 py-2 text-left font-normal sm:px-5">
                  {label(start)}
                </th>
                <td className="px-4 py-2 text-right">{countWords(edits)}</td>
                <td className="px-4 py-2 text-right">{countWords(people)}</td>
                <td className="px-4 py-2 text-right sm:px-5">{countWords(newcomers)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}
