/** A suggestion among everybody's edits: anchored, kept while it fits, dropped when it does not. */

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import * as Y from "yjs";
import { type SuggestionAsk, SuggestionSource } from "../../src/collab/suggestion-source.ts";

let ours: Y.Doc;
let theirs: Y.Doc;
let text: Y.Text;
let source: SuggestionSource;
let asked: { ask: SuggestionAsk; signal: AbortSignal; say: Say }[];

interface Say {
  piece: (text: string) => void;
  end: (text: string) => void;
  fail: (error: Error) => void;
}

beforeEach(() => {
  ours = new Y.Doc();
  theirs = new Y.Doc();
  ours.on("update", (update: Uint8Array) => Y.applyUpdate(theirs, update, "network"));
  theirs.on("update", (update: Uint8Array) => Y.applyUpdate(ours, update, "network"));
  text = ours.getText("file:main");
  asked = [];
  source = new SuggestionSource(
    text,
    (ask, signal) => answered(ask, signal),
    (error) => `Said: ${String(error)}`,
  );
});

afterEach(() => source.dispose());

/** An answer that the test dictates. */
async function* answered(ask: SuggestionAsk, signal: AbortSignal) {
  type Event = { text: string; end: { engine: string; redacted: number } | null };
  const waiting: (Event | Error)[] = [];
  let wake: () => void = () => undefined;
  const put = (event: Event | Error) => {
    waiting.push(event);
    wake();
  };
  asked.push({
    ask,
    signal,
    say: {
      piece: (piece) => put({ text: piece, end: null }),
      end: (whole) => put({ text: whole, end: { engine: "Test", redacted: 0 } }),
      fail: put,
    },
  });
  for (;;) {
    const event = waiting.shift();
    if (event instanceof Error) throw event;
    if (event) yield event;
    else
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
  }
}

function newest() {
  const last = asked.at(-1);
  if (!last) throw new Error("nothing was asked");
  return last;
}

async function shows(offset: number, rest: string | null): Promise<void> {
  await vi.waitFor(() => expect(source.remainder(offset)).toBe(rest));
}

async function phase(name: string): Promise<void> {
  await vi.waitFor(() => expect(source.getSnapshot().phase).toBe(name));
}

test("what comes is shown as it comes, and as the end has it", async () => {
  text.insert(0, "def f():\n    ");
  source.request(13);
  expect(newest().ask).toEqual({ code: "def f():\n    ", cursor: 13 });
  newest().say.piece("return");
  await shows(13, "return");
  newest().say.end("return 1");
  await shows(13, "return 1");
  expect(source.getSnapshot()).toMatchObject({ phase: "shown", engine: "Test" });
});

test("typing what it says keeps it, and asks nothing more", async () => {
  text.insert(0, "a");
  source.request(1);
  newest().say.piece("bcd");
  await shows(1, "bcd");
  text.insert(1, "bc");
  source.request(3);
  expect(source.remainder(3)).toBe("d");
  // Ahead of the stream: it may still come to say this.
  text.insert(3, "d");
  source.request(4);
  expect(source.remainder(4)).toBe("");
  newest().say.end("bcdef");
  await shows(4, "ef");
  expect(asked).toHaveLength(1);
});

test("typing something else makes it another question", async () => {
  text.insert(0, "a");
  source.request(1);
  newest().say.piece("bcd");
  await shows(1, "bcd");
  text.insert(1, "x");
  expect(source.remainder(2)).toBeNull();
  source.request(2);
  expect(asked).toHaveLength(2);
  expect(asked[0]?.signal.aborted).toBe(true);
});

test("the same question is not asked twice", async () => {
  text.insert(0, "a");
  source.request(1);
  newest().say.end("bcd");
  await shows(1, "bcd");
  source.cancel();
  expect(source.remainder(1)).toBeNull();
  source.request(1);
  expect(source.remainder(1)).toBe("bcd");
  expect(asked).toHaveLength(1);
});

describe("others' edits", () => {
  beforeEach(async () => {
    text.insert(0, "one\ntwo\nthree\nfour\nfive\n");
    source.request(18); // behind "four"
    newest().say.piece(" and a half");
    await shows(18, " and a half");
  });

  const remote = (change: (text: Y.Text) => void) => change(theirs.getText("file:main"));

  test("in its line cancel it, and whoever works on it hears", () => {
    remote((other) => other.insert(14, "x"));
    expect(source.remainder(19)).toBeNull();
    expect(newest().signal.aborted).toBe(true);
    expect(source.getSnapshot().phase).toBe("idle");
  });

  test("in the line above or below cancel it too", () => {
    remote((other) => other.insert(19, "x"));
    expect(source.remainder(18)).toBeNull();
  });

  test("further off only move it", async () => {
    remote((other) => other.insert(0, "zero\n"));
    expect(source.remainder(23)).toBe(" and a half");
    newest().say.end(" and a quarter");
    await shows(23, " and a quarter");
  });

  test("that reach over it cancel it", () => {
    remote((other) => other.delete(4, 15));
    expect(source.remainder(4)).toBeNull();
  });
});

test("nothing of it is in the document before it is taken", async () => {
  text.insert(0, "a");
  source.request(1);
  newest().say.end("secret thought");
  await shows(1, "secret thought");
  expect(theirs.getText("file:main").toString()).toBe("a");
});

test("a failure is told in words, and the next question is asked", async () => {
  text.insert(0, "a");
  source.request(1);
  newest().say.fail(new Error("no model"));
  await phase("failed");
  expect(source.getSnapshot().problem).toBe("Said: Error: no model");
  source.request(1);
  expect(asked).toHaveLength(2);
});

test("an empty answer is none", async () => {
  source.request(0);
  newest().say.end("");
  await phase("empty");
  expect(source.remainder(0)).toBe("");
});

test("only the surroundings of the caret are sent, and no half of a pair", () => {
  text.insert(0, "😀".repeat(20_000));
  source.request(20_000);
  const { code, cursor } = newest().ask;
  expect(code.isWellFormed()).toBe(true);
  expect(code.length).toBeLessThanOrEqual(16_000);
  expect(code.slice(0, cursor).isWellFormed()).toBe(true);
});
