/** What other clients signal is untrusted: what does not fit is no signal. */

import { expect, test } from "vitest";
import { parseSignal } from "../../src/rtc/signals.ts";

const HEAD = { from: "c1", peer: "p1", for: "p2" };

test("an offer, with the defaults that the protocol gives", () => {
  expect(parseSignal({ ...HEAD, kind: "offer", sdp: "v=0" })).toEqual({
    ...HEAD,
    kind: "offer",
    sdp: "v=0",
    epoch: 1,
  });
});

test("a media map of kinds that nobody knows counts as an empty one", () => {
  const signal = parseSignal({ ...HEAD, kind: "answer", sdp: "", media: { "0": "smell" } });
  expect(signal).toMatchObject({ media: {} });
});

test("the last candidate is null", () => {
  const signal = { ...HEAD, kind: "ice-candidate", candidate: null, epoch: 3 };
  expect(parseSignal(signal)).toEqual(signal);
});

test.each([
  ["no object", "offer"],
  ["an unknown kind", { ...HEAD, kind: "dance" }],
  ["nobody's", { ...HEAD, peer: "", kind: "renew" }],
  ["for nobody", { from: "c1", peer: "p1", kind: "renew" }],
  ["an epoch before the first", { ...HEAD, kind: "renew", epoch: 0 }],
  ["half an epoch", { ...HEAD, kind: "renew", epoch: 1.5 }],
  ["a description without one", { ...HEAD, kind: "offer" }],
  ["a description too long", { ...HEAD, kind: "offer", sdp: "x".repeat(65_537) }],
  ["a candidate of another shape", { ...HEAD, kind: "ice-candidate", candidate: "udp" }],
])("%s is dropped", (_, raw) => {
  expect(parseSignal(raw)).toBeUndefined();
});
