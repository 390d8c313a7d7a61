/** How much video is sent: by people, by loss, by load; audio never pays for it. */

import { describe, expect, test } from "vitest";
import { bestLevel, encodingOf, QualityLevel, VIDEO_OFF } from "../../src/rtc/quality.ts";

const GOOD = { loss: 0, cpuLimited: false };
const BAD = { loss: 0.1, cpuLimited: false };

function having(...reports: readonly { loss: number | null; cpuLimited: boolean }[]): QualityLevel {
  const quality = new QualityLevel();
  for (const report of reports) quality.observe(report);
  return quality;
}

test.each([
  [1, 720],
  [2, 720],
  [3, 360],
  [4, 360],
  [5, 180],
  [6, 180],
])("%i people send %i lines", (people, height) => {
  const encoding = encodingOf(bestLevel(people), 720);
  expect(720 / (encoding.scaleResolutionDownBy ?? 0)).toBe(height);
  expect(encoding.active).toBe(true);
});

test("a seventh makes it audio alone", () => {
  expect(encodingOf(bestLevel(7), 720)).toEqual({ active: false });
});

test("a small camera is never scaled up", () => {
  expect(encodingOf(0, 240).scaleResolutionDownBy).toBe(1);
  expect(encodingOf(2, undefined).scaleResolutionDownBy).toBe(1);
});

describe("towards one peer", () => {
  test("one bad report changes nothing, the next does", () => {
    expect(having(BAD).at(2)).toBe(0);
    expect(having(BAD, BAD).at(2)).toBe(1);
  });

  test("awful loss counts at once", () => {
    expect(having({ loss: 0.4, cpuLimited: false }).at(2)).toBe(1);
  });

  test("a processor that cannot keep up counts as loss does", () => {
    const busy = { loss: 0, cpuLimited: true };
    expect(having(busy, busy).at(2)).toBe(1);
  });

  test("video goes off before audio is given up", () => {
    expect(having(...Array(20).fill(BAD)).at(2)).toBe(VIDEO_OFF);
  });

  test("it comes back with care", () => {
    const quality = having(BAD, BAD, GOOD, GOOD, GOOD, GOOD);
    expect(quality.at(2)).toBe(1);
    quality.observe(GOOD);
    expect(quality.at(2)).toBe(0);
  });

  test("between good and bad it stays as it is, and silence says nothing", () => {
    const between = { loss: 0.05, cpuLimited: false };
    const silence = { loss: null, cpuLimited: false };
    expect(having(BAD, BAD, ...Array(20).fill(between), ...Array(20).fill(silence)).at(2)).toBe(1);
  });
});
