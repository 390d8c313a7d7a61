import { expect, test } from "vitest";
import { spanOf, timeLeft } from "../../src/hooks/time-left.ts";

test.each([
  [299_001, "5:00"],
  [61_000, "1:01"],
  [0, "0:00"],
  [-5_000, "0:00"],
])("a wait of %i ms", (milliseconds, words) => {
  expect(timeLeft(milliseconds)).toBe(words);
});

test.each([
  [1_800, "30 minutes"],
  [3_600, "1 hour"],
  [5_400, "90 minutes"],
  [86_400, "1 day"],
  [129_600, "36 hours"],
  [604_800, "7 days"],
  [20, "1 minute"],
])("a span of %i s", (seconds, words) => {
  expect(spanOf(seconds)).toBe(words);
});
