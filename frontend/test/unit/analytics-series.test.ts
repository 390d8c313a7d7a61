import { expect, test } from "vitest";
import type { RoomAnalytics } from "../../src/api/analytics.ts";
import { stepLabel, stepsOf } from "../../src/features/analytics/series.ts";
import { countWords, durationWords } from "../../src/features/analytics/words.ts";

function told(change: Partial<RoomAnalytics>): RoomAnalytics {
  return {
    room_id: "r1",
    name: "Katas",
    created_at: "2030-01-01T00:00:00Z",
    started_at: "1970-01-01T00:00:00Z",
    duration_seconds: 0,
    peak_users: 0,
    total_edits: 0,
    unique_participants: 0,
    participant_count: 0,
    as_of: "2030-01-01T10:02:59Z",
    span: "minute",
    since: "2030-01-01T09:59:00Z",
    activity: [],
    ...change,
  };
}

const BUSY = { edits: 7, peak_users: 2, person_minutes: 2, newcomers: 1 };

test("times in which nothing was are there, up to now", () => {
  const activity = [{ start: "2030-01-01T10:01:00Z", ...BUSY }];
  const steps = stepsOf(told({ activity }));
  expect(steps.map(({ edits }) => edits)).toEqual([0, 0, 7, 0]);
  expect(new Date(steps[0]?.start ?? 0).toISOString()).toBe("2030-01-01T09:59:00.000Z");
  expect(steps[2]).toMatchObject({ people: 2, newcomers: 1 });
});

test("a start long ago makes no line without end", () => {
  const steps = stepsOf(told({ since: "1970-01-01T00:00:00Z" }));
  expect(steps).toHaveLength(400);
  expect(new Date(steps.at(-1)?.start ?? 0).toISOString()).toBe("2030-01-01T10:02:00.000Z");
});

test.each([
  ["2030-01-01T10:01:30Z", 30],
  ["2030-01-01T08:00:59Z", 123],
  ["2029-12-31T00:00:00Z", 180],
])("a room of %s is shown for %i minutes", (started_at, count) => {
  expect(stepsOf(told({ started_at, since: "2030-01-01T07:03:00Z" }))).toHaveLength(count);
});

test("an hour begins with the server's", () => {
  const since = "2029-12-25T11:00:00Z";
  const steps = stepsOf(told({ span: "hour", since, as_of: "2030-01-01T10:59:59Z" }));
  expect(steps).toHaveLength(168);
});

test.each([
  ["minute", "05:30"],
  ["hour", "Tue 1 Jan, 05:30"],
  // The server's day, wherever somebody reads it.
  ["day", "Tue 1 Jan"],
] as const)("a %s is labelled %s", (span, label) => {
  const start = Date.parse("2030-01-01T00:00:00Z");
  expect(stepLabel(start, span, "en-GB", "Asia/Kolkata").replace("Tue,", "Tue")).toBe(label);
});

test.each([
  [0, "0 s"],
  [59.9, "59 s"],
  [3_599, "59 min"],
  [7_980, "2 h 13 min"],
  [90_000, "1 d 1 h"],
])("%d seconds are %s", (seconds, words) => {
  expect(durationWords(seconds)).toBe(words);
});

test("large counts are grouped", () => {
  expect(countWords(1_234_567)).toBe("1,234,567");
});
