/** Why a call cannot connect, from what ICE reported. */

import { afterEach, expect, test, vi } from "vitest";
import { IceReport } from "../../src/rtc/ice-failure.ts";

const TURN = "turn:relay.example:3478?transport=udp";

afterEach(() => vi.useRealTimers());

test("nothing found", () => {
  expect(new IceReport("all").failure()).toBe("no-candidate");
  // Only relays may be found, and a dead one is silent for long.
  expect(new IceReport("relay").failure()).toBe("relay-unreachable");
});

test("found, and no packet through", () => {
  const report = new IceReport("all");
  report.found({ type: "host" });
  expect(report.failure()).toBe("no-path");
});

test.each([401, 403, 486])("a relay that answers %i refuses", (errorCode) => {
  const report = new IceReport("all");
  report.found({ type: "host" });
  report.error({ errorCode, url: TURN });
  expect(report.failure()).toBe("relay-refused");
});

test("a relay that does not answer", () => {
  const report = new IceReport("all");
  report.found({ type: "host" });
  report.error({ errorCode: 701, url: TURN });
  expect(report.failure()).toBe("relay-unreachable");
});

test("one relay that works outweighs another's errors", () => {
  const report = new IceReport("all");
  report.error({ errorCode: 701, url: TURN });
  report.found({ type: "relay" });
  expect(report.failure()).toBe("no-path");
});

test("a silent STUN server is no matter of the relay", () => {
  const report = new IceReport("all");
  report.found({ type: "host" });
  report.error({ errorCode: 701, url: "stun:stun.example" });
  expect(report.failure()).toBe("no-path");
});

test("a new gathering knows nothing of the old one", () => {
  const report = new IceReport("all");
  report.error({ errorCode: 401, url: TURN });
  report.reset();
  report.found({ type: "host" });
  expect(report.failure()).toBe("no-path");
});

test("a relay that stops is silent: after a while that says enough", () => {
  vi.useFakeTimers();
  const report = new IceReport("relay");
  report.found({ type: "relay" });
  report.reset();
  expect(report.isEmpty).toBe(true);
  vi.advanceTimersByTime(3_000);
  expect(report.isEmpty).toBe(false);
  expect(report.failure()).toBe("relay-unreachable");
});

test("a browser that finds nothing by itself goes on looking", () => {
  vi.useFakeTimers();
  const report = new IceReport("all");
  vi.advanceTimersByTime(60_000);
  expect(report.isEmpty).toBe(true);
});
