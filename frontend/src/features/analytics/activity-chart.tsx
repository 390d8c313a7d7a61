/** Bars over time. The picture holds shapes alone and stretches; words stand around it. */

import { countWords } from "./words.ts";

const HEIGHT = 100;
// Of a bar's share of the width; the rest is the gap to the next one.
const BAR = 0.8;
// So that what is hardly anything is not taken for nothing.
const LEAST_HEIGHT = 2;

const FILLS = { edits: "fill-accent", people: "fill-caret" } as const;

export interface Bar {
  readonly key: number;
  readonly label: string;
  readonly value: number;
}

interface ActivityChartProps {
  readonly title: string;
  /** All of it in words. */
  readonly total: string;
  readonly tone: keyof typeof FILLS;
  readonly bars: readonly Bar[];
}

export function ActivityChart({ title, total, tone, bars }: ActivityChartProps) {
  const most = Math.max(...bars.map(({ value }) => value), 0);
  return (
    <figure className="min-w-0 rounded-2xl border border-line bg-raised p-4 sm:p-5">
      <figcaption className="flex flex-wrap items-baseline justify-between gap-x-4">
        <h2 className="font-semibold">{title}</h2>
        <p className="text-ink-3 text-sm">{total}</p>
      </figcaption>
      <div className="mt-3 grid grid-cols-[minmax(0,1fr)] gap-1 text-ink-3 text-xs tabular-nums">
        <p>{countWords(most)}</p>
        <svg
          role="img"
          aria-label={`${title}: ${total}`}
          viewBox={`0 0 ${Math.max(bars.length, 1)} ${HEIGHT}`}
          preserveAspectRatio="none"
          className={`h-36 w-full border-line-strong border-t border-t-line border-b ${FILLS[tone]}`}
        >
          {bars.map((bar, index) => (
            <ChartBar key={bar.key} bar={bar} index={index} most={most} />
          ))}
        </svg>
        <p className="flex justify-between gap-4">
          <span>{bars[0]?.label}</span>
          <span className="text-right">{bars.at(-1)?.label}</span>
        </p>
      </div>
    </figure>
  );
}

interface ChartBarProps {
  readonly bar: Bar;
  readonly index: number;
  readonly most: number;
}

function ChartBar({ bar: { label, value }, index, most }: ChartBarProps) {
  if (value === 0) return null;
  const height = Math.max((value / most) * HEIGHT, LEAST_HEIGHT);
  return (
    <rect
      data-testid="bar"
      x={index + (1 - BAR) / 2}
      y={HEIGHT - height}
      width={BAR}
      height={height}
      className="hover:opacity-70"
    >
      <title>{`${label}: ${countWords(value)}`}</title>
    </rect>
  );
}
