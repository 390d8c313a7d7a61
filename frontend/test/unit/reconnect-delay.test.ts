import { expect, test } from "vitest";
import { reconnectDelay } from "../../src/collab/reconnect-delay.ts";

test("delays grow and stay below eight seconds", () => {
  const delays = Array.from({ length: 40 }, (_, failures) => reconnectDelay(failures, () => 0));
  expect(delays).toEqual([...delays].sort((a, b) => a - b));
  expect(Math.max(...delays)).toBe(8_000);
});

test("chance takes off half at most", () => {
  expect(reconnectDelay(3, () => 1)).toBe(reconnectDelay(3, () => 0) / 2);
});
