/** Thousands of random edits by both sides must leave editor, document and peer equal. */

import { afterEach, describe, expect, test, vi } from "vitest";
import { Random } from "./random.ts";
import { disposeStages, makeStage, type Stage, settle } from "./stage.ts";

const SEEDS = [1, 2, 3, 20261122];
const OPERATIONS = 2_000;
// Keeps the text small, so that edits keep meeting each other.
const TRIM_ABOVE = 600;

const SNIPPETS = [
  "a",
  " ",
  "\n",
  "    ",
  "\t",
  "(",
  "}",
  '"',
  "let x = 1;",
  "two\nlines",
  "crlf\r\nagain\r\n",
  "lone\rreturn",
  "😀",
  "😁",
  "é́",
  "👩‍👩‍👧",
  "かな",
  "\u2028",
] as const;

type Operation = (stage: Stage, random: Random) => void;

const LOCAL: Record<string, Operation> = {
  replaceRanges({ editor, model }, random) {
    const edits = disjointRanges(model.getValueLength(), random).map(([from, to]) => ({
      range: rangeOf(model, from, to),
      text: random.pick(SNIPPETS),
    }));
    editor.executeEdits("fuzz", edits);
  },
  typeWithManyCarets({ editor, model }, random) {
    const selections = disjointRanges(model.getValueLength(), random).map(([from, to]) => {
      const { startLineNumber, startColumn, endLineNumber, endColumn } = rangeOf(model, from, to);
      return {
        selectionStartLineNumber: startLineNumber,
        selectionStartColumn: startColumn,
        positionLineNumber: endLineNumber,
        positionColumn: endColumn,
      };
    });
    editor.setSelections(selections);
    for (const character of random.pick(SNIPPETS)) {
      editor.trigger("keyboard", "type", { text: character });
    }
  },
  paste(stage, random) {
    moveCaret(stage, random);
    const text = random.pick(SNIPPETS);
    stage.editor.trigger("keyboard", "paste", { text, pasteOnNewLine: false });
  },
  deleteBackwards(stage, random) {
    if (random.below(2) === 0) moveCaret(stage, random);
    stage.editor.trigger("keyboard", "deleteLeft", {});
  },
  compose(stage, random) {
    moveCaret(stage, random);
    stage.editor.trigger("keyboard", "compositionStart", {});
    let before = "";
    for (const text of ["k", "か", "かn", "かな", "仮名"].slice(0, 1 + random.below(5))) {
      compositionType(stage, text, before.length);
      before = text;
      // The others do not wait for an input method.
      if (random.below(3) === 0) stage.fromPeer.deliver(1);
    }
    stage.editor.trigger("keyboard", "compositionEnd", {});
  },
  swapEmoji({ editor, model }) {
    const at = model.getValue().indexOf("😀");
    // Half of the pair: what a minimal diff of 😀 and 😁 would ask for.
    if (at >= 0)
      editor.executeEdits("fuzz", [{ range: rangeOf(model, at + 1, at + 2), text: "\ude01" }]);
  },
  typeHalfAPair(stage, random) {
    moveCaret(stage, random);
    stage.editor.trigger("keyboard", "type", { text: random.pick(["\ud83d", "\ude00"]) });
  },
  setValue({ model }, random) {
    if (random.below(8) === 0) model.setValue(`${model.getValue()}\r\n${random.pick(SNIPPETS)}`);
  },
  switchToCrlf({ model }) {
    model.setEOL(1);
  },
  undo: ({ editor }) => editor.trigger("keyboard", "undo", {}),
  redo: ({ editor }) => editor.trigger("keyboard", "redo", {}),
};

const REMOTE: Record<string, Operation> = {
  insert({ peer }, random) {
    peer.insert(boundary(peer.toString(), random), random.pick(SNIPPETS));
  },
  remove({ peer }, random) {
    const [first = [0, 0]] = disjointRanges(peer.length, random);
    const [from, to] = first.map((offset) => wholePair(peer.toString(), offset));
    if (from !== undefined && to !== undefined) peer.delete(from, to - from);
  },
  manyAtOnce({ peer }, random) {
    peer.doc?.transact(() => {
      for (let count = 1 + random.below(6); count > 0; count -= 1) {
        REMOTE.insert?.({ peer } as Stage, random);
        if (random.below(2) === 0) REMOTE.remove?.({ peer } as Stage, random);
      }
    });
  },
  trim({ peer }) {
    const value = peer.toString();
    if (value.length > TRIM_ABOVE) peer.delete(0, wholePair(value, value.length >> 1));
  },
};

const MIX: readonly [Operation, ...Operation[]] = [
  (stage, random) => random.pick(operations(LOCAL))(stage, random),
  (stage, random) => random.pick(operations(LOCAL))(stage, random),
  (stage, random) => random.pick(operations(REMOTE))(stage, random),
  (stage, random) => random.pick(operations(REMOTE))(stage, random),
  ({ toPeer, fromPeer }, random) => {
    toPeer.deliver(random.below(4));
    fromPeer.deliver(random.below(4));
  },
];

afterEach(disposeStages);

describe("the binding under random edits", () => {
  test.each(SEEDS)("seed %i", (seed) => {
    const complaint = vi.spyOn(console, "error");
    const random = new Random(seed);
    const stage = makeStage("def f():\n    return '😀'\n");
    for (let done = 0; done < OPERATIONS; done += 1) {
      random.pick(MIX)(stage, random);
      // At every step, not only at the end: two errors could hide each other.
      if (stage.model.getValue() !== stage.text.toString()) {
        expect.fail(`seed ${seed}: editor and document part at operation ${done}`);
      }
    }
    settle(stage);
    const value = stage.model.getValue();
    expect(stage.text.toString(), `seed ${seed}`).toBe(value);
    expect(stage.peer.toString(), `seed ${seed}`).toBe(value);
    expect(value, `seed ${seed}`).not.toContain("\r");
    expect(value.isWellFormed(), `seed ${seed}`).toBe(true);
    expect(value.length).toBeGreaterThan(0);
    expect(complaint, `seed ${seed}`).not.toHaveBeenCalled();
  });
});

function operations(named: Record<string, Operation>): [Operation, ...Operation[]] {
  return Object.values(named) as [Operation, ...Operation[]];
}

function compositionType({ editor }: Stage, text: string, replacePrevCharCnt: number): void {
  editor.trigger("keyboard", "compositionType", {
    text,
    replacePrevCharCnt,
    replaceNextCharCnt: 0,
    positionDelta: 0,
  });
}

function moveCaret({ editor, model }: Stage, random: Random): void {
  editor.setPosition(model.getPositionAt(random.below(model.getValueLength() + 1)));
}

function rangeOf(model: Stage["model"], from: number, to: number) {
  const start = model.getPositionAt(from);
  const end = model.getPositionAt(to);
  return {
    startLineNumber: start.lineNumber,
    startColumn: start.column,
    endLineNumber: end.lineNumber,
    endColumn: end.column,
  };
}

/** Up to three ranges that do not touch, in offsets. */
function disjointRanges(length: number, random: Random): [number, number][] {
  const count = 1 + random.below(3);
  const slot = Math.floor(length / count);
  return Array.from({ length: count }, (_, index) => {
    const from = index * slot + random.below(Math.max(1, slot >> 1));
    return [from, Math.min(length, from + random.below(Math.max(1, slot >> 2)))];
  });
}

function boundary(value: string, random: Random): number {
  return wholePair(value, random.below(value.length + 1));
}

/** An editor that behaves never cuts a surrogate pair. */
function wholePair(value: string, offset: number): number {
  return (value.codePointAt(offset - 1) ?? 0) > 0xffff ? offset + 1 : offset;
}
