/** Makes a line of equal steps in time of what the server tells, which leaves out what was empty. */

import type { Activity, RoomAnalytics, Span } from "../../api/analytics.ts";

const SPAN_MS: Readonly<Record<Span, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

// A server that names a start long ago must not make a line without end.
const MAX_STEPS = 400;
// A young room's line begins with the room, but is not so short that its bars are walls.
const LEAST_STEPS = 30;

export interface Step {
  /** Milliseconds since 1970. */
  readonly start: number;
  readonly edits: number;
  readonly people: number;
  readonly newcomers: number;
}

/** From the first step that could be, or the room's first, to the one that now is in. */
export function stepsOf(analytics: RoomAnalytics): readonly Step[] {
  const { span, since, as_of, started_at, activity } = analytics;
  const length = SPAN_MS[span];
  const startOf = (time: string) => Math.floor(Date.parse(time) / length) * length;
  const last = startOf(as_of);
  const back = (steps: number) => last - (steps - 1) * length;
  const began = Math.min(startOf(started_at ?? as_of), back(LEAST_STEPS));
  const first = Math.max(startOf(since), began, back(MAX_STEPS));
  const known = new Map(activity.map((one) => [Date.parse(one.start), one]));
  const steps: Step[] = [];
  for (let start = first; start <= last; start += length) {
    steps.push(stepOf(start, known.get(start)));
  }
  return steps;
}

/** When a step was, as people here read it; days are those of the server, in UTC. */
export function stepLabel(start: number, span: Span, locale?: string, timeZone?: string): string {
  const time = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  const day = { weekday: "short", day: "numeric", month: "short" } as const;
  const zone = span === "day" ? "UTC" : timeZone;
  const parts = span === "minute" ? time : span === "hour" ? { ...day, ...time } : day;
  const options = { ...parts, ...(zone !== undefined && { timeZone: zone }) };
  return new Intl.DateTimeFormat(locale, options).format(start);
}

function stepOf(start: number, one: Activity | undefined): Step {
  return {
    start,
    edits: one?.edits ?? 0,
    people: one?.peak_users ?? 0,
    newcomers: one?.newcomers ?? 0,
  };
}
