import { describe, expect, test } from "vitest";
import { diffText } from "../../src/collab/text-diff.ts";

function applied(from: string, to: string): string {
  const change = diffText(from, to);
  if (!change) return from;
  return from.slice(0, change.offset) + change.text + from.slice(change.offset + change.length);
}

describe("a replacement", () => {
  test.each([
    ["", "abc"],
    ["abc", ""],
    ["abc", "abXc"],
    ["aaa", "aa"],
    ["aa", "aaa"],
    ["😀", "😁"],
    ["a😀b", "a😁b"],
    ["😀😀", "😀"],
    ["😀", "🐀"],
    ["\ud83dx", "\ufffdx"],
  ])("turns %j into %j", (from, to) => {
    expect(applied(from, to)).toBe(to);
  });

  test("is none for equal texts", () => {
    expect(diffText("same", "same")).toBeUndefined();
  });

  test.each([
    ["😀", "😁"],
    ["😀", "🐀"],
    ["a😀b😁c", "a😁b😀c"],
  ])("of %j by %j has whole pairs only", (from, to) => {
    const change = diffText(from, to);
    expect(change?.text.isWellFormed()).toBe(true);
    expect(
      from.slice(change?.offset, (change?.offset ?? 0) + (change?.length ?? 0)).isWellFormed(),
    ).toBe(true);
  });
});
