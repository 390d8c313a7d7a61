/** Spans of time in words that can be read while they pass. */

const UNITS = [
  { unit: "day", seconds: 86_400 },
  { unit: "hour", seconds: 3_600 },
  { unit: "minute", seconds: 60 },
] as const;

/** A short wait, as minutes and seconds. */
export function timeLeft(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1_000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** A long one in the largest unit that it holds twice, or once without a rest: "36 hours", "1 day". */
export function spanOf(seconds: number): string {
  const fits = UNITS.find((unit) => seconds >= 2 * unit.seconds || seconds === unit.seconds);
  const { unit, seconds: one } = fits ?? { unit: "minute", seconds: 60 };
  const count = Math.max(1, Math.round(seconds / one));
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}
