/** How far back the charts go. */

import type { Span } from "../../api/analytics.ts";

const SPANS: readonly (readonly [Span, string])[] = [
  ["minute", "3 hours"],
  ["hour", "7 days"],
  ["day", "A year"],
];

interface SpanChoiceProps {
  readonly span: Span;
  readonly onChoose: (span: Span) => void;
}

export function SpanChoice({ span, onChoose }: SpanChoiceProps) {
  return (
    <fieldset className="inline-flex rounded-xl border border-line bg-sunken p-0.5">
      <legend className="sr-only">How far back</legend>
      {SPANS.map(([id, label]) => (
        <label
          key={id}
          className="grid h-8 cursor-pointer place-items-center rounded-[10px] px-3 font-medium text-ink-2 text-sm has-checked:bg-raised has-checked:text-ink has-checked:shadow-sm has-focus-visible:outline-2 has-focus-visible:outline-accent max-md:h-11"
        >
          <input
            type="radio"
            name="span"
            value={id}
            checked={span === id}
            onChange={() => onChoose(id)}
            className="sr-only"
          />
          {label}
        </label>
      ))}
    </fieldset>
  );
}
