/** What the binding promises, one promise a test, in a real Monaco. */

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { disposeStages, makeStage, monaco, type Stage, settle } from "./stage.ts";

let stage: Stage;

beforeEach(() => {
  stage = makeStage("one\ntwo\nthree");
});

afterEach(disposeStages);

function caretsAt(...offsets: number[]): void {
  stage.editor.setSelections(
    offsets.map((offset) => {
      const { lineNumber, column } = stage.model.getPositionAt(offset);
      return {
        selectionStartLineNumber: lineNumber,
        selectionStartColumn: column,
        positionLineNumber: lineNumber,
        positionColumn: column,
      };
    }),
  );
}

function carets(): number[] {
  const selections = stage.editor.getSelections() ?? [];
  return selections.map((selection) => stage.model.getOffsetAt(selection.getPosition()));
}

function type(text: string): void {
  for (const character of text) stage.editor.trigger("keyboard", "type", { text: character });
}

function expectEqual(value: string): void {
  settle(stage);
  expect(stage.model.getValue()).toBe(value);
  expect(stage.text.toString()).toBe(value);
  expect(stage.peer.toString()).toBe(value);
}

describe("both ways", () => {
  test("a document that has text already fills the editor", () => {
    expectEqual("one\ntwo\nthree");
  });

  test("typing with several carets is one transaction", () => {
    let transactions = 0;
    stage.text.observe(() => {
      transactions += 1;
    });
    caretsAt(0, 4, 8);
    type("x");
    expect(transactions).toBe(1);
    expectEqual("xone\nxtwo\nxthree");
  });

  test("a peer's transaction, however large, is one event of the editor", () => {
    let events = 0;
    stage.model.onDidChangeContent(() => {
      events += 1;
    });
    stage.peer.doc?.transact(() => {
      for (let at = 0; at < 200; at += 1) stage.peer.insert(at * 2, "ab");
      stage.peer.delete(0, 3);
    });
    settle(stage);
    expect(events).toBe(1);
    expectEqual(stage.peer.toString());
  });

  test("an edit made by a listener of a remote edit is not lost", () => {
    const listener = stage.model.onDidChangeContent(() => {
      listener.dispose();
      stage.model.applyEdits([{ range: new monaco.Range(1, 1, 1, 1), text: "#" }]);
    });
    stage.peer.insert(3, "!");
    expectEqual("#one!\ntwo\nthree");
  });

  test("after destroy, twice, neither side hears of the other", () => {
    stage.binding.destroy();
    stage.binding.destroy();
    stage.peer.insert(0, "peer ");
    settle(stage);
    expect(stage.model.getValue()).toBe("one\ntwo\nthree");
    stage.model.setValue("mine");
    expect(stage.text.toString()).toBe("peer one\ntwo\nthree");
  });
});

describe("line ends", () => {
  test("a paste with CRLF is stored with LF", () => {
    caretsAt(0);
    stage.editor.trigger("keyboard", "paste", { text: "a\r\nb\r\n", pasteOnNewLine: false });
    expectEqual("a\nb\none\ntwo\nthree");
  });

  test("setValue with CRLF is stored with LF, and the model stays with LF", () => {
    stage.model.setValue("a\r\nb");
    expect(stage.model.getEOL()).toBe("\n");
    expectEqual("a\nb");
  });

  test("a switch to CRLF is taken back", () => {
    stage.model.setEOL(monaco.editor.EndOfLineSequence.CRLF);
    expect(stage.model.getEOL()).toBe("\n");
    expectEqual("one\ntwo\nthree");
  });

  test("carriage returns of a client that does not know better are removed for all", () => {
    stage.peer.insert(0, "a\r\nb\r");
    expectEqual("a\nbone\ntwo\nthree");
  });

  test("carriage returns that were there before are removed", () => {
    stage = makeStage("\ra\r\n\r");
    expectEqual("a\n");
  });
});

describe("surrogate pairs", () => {
  test("replacing half of a pair leaves no half behind", () => {
    stage.model.setValue("😀!");
    stage.editor.executeEdits("test", [{ range: new monaco.Range(1, 2, 1, 3), text: "\ude01" }]);
    settle(stage);
    expect(stage.text.toString().isWellFormed()).toBe(true);
    expectEqual(stage.model.getValue());
  });

  test("setValue from one emoji to its neighbour replaces the whole pair", () => {
    stage.model.setValue("a😀b");
    stage.model.setValue("a😁b");
    expectEqual("a😁b");
  });

  test("a peer that splits a pair does not part editor and document", () => {
    stage.model.setValue("a😀b");
    settle(stage);
    stage.peer.insert(2, "x");
    settle(stage);
    expect(stage.model.getValue()).toBe(stage.text.toString());
  });

  test("half a pair that is typed becomes a replacement character everywhere", () => {
    caretsAt(0);
    stage.editor.trigger("keyboard", "type", { text: "\ud83d" });
    expectEqual("\ufffdone\ntwo\nthree");
  });
});

describe("carets", () => {
  test("all of several carets survive a remote edit", () => {
    caretsAt(1, 5, 9);
    stage.peer.insert(0, "zero\n");
    settle(stage);
    expect(carets()).toEqual([6, 10, 14]);
  });

  test("a peer typing exactly at our caret does not push it", () => {
    caretsAt(3);
    stage.peer.insert(3, "-peer");
    settle(stage);
    expect(carets()).toEqual([3]);
    type("!");
    expectEqual("one!-peer\ntwo\nthree");
  });

  test("two people typing at one spot do not mix their letters", () => {
    caretsAt(3);
    let peerCaret = 3;
    for (const letter of "abc") {
      type(letter);
      stage.peer.insert(peerCaret, letter.toUpperCase());
      peerCaret = stage.peer.toString().indexOf(letter.toUpperCase()) + 1;
      settle(stage);
      peerCaret = stage.peer.toString().indexOf(letter.toUpperCase()) + 1;
    }
    expect(["oneabcABC\ntwo\nthree", "oneABCabc\ntwo\nthree"]).toContain(stage.model.getValue());
  });

  test("a selection stays around its text", () => {
    stage.editor.setSelection(new monaco.Range(2, 1, 2, 4));
    stage.peer.insert(0, "0\n");
    stage.peer.delete(2, 1);
    settle(stage);
    const selection = stage.editor.getSelection();
    expect(selection && stage.model.getValueInRange(selection)).toBe("two");
  });
});

describe("the view", () => {
  test("stays on its lines when a peer adds and removes some above", () => {
    stage = makeStage(Array.from({ length: 200 }, (_, line) => `line ${line}`).join("\n"));
    stage.editor.setScrollTop(stage.editor.getTopForLineNumber(100) + 5);
    const firstLine = (): string =>
      stage.model.getLineContent(stage.editor.getVisibleRanges()[0]?.startLineNumber ?? 1);
    const before = firstLine();
    stage.peer.insert(0, "a\nb\nc\n");
    settle(stage);
    expect(firstLine()).toBe(before);
    stage.peer.delete(0, 60);
    settle(stage);
    expect(firstLine()).toBe(before);
  });
});

describe("composed input", () => {
  test("a peer typing at the caret in between does not lose a letter", () => {
    const compose = (text: string, replacePrevCharCnt: number): void =>
      stage.editor.trigger("keyboard", "compositionType", {
        text,
        replacePrevCharCnt,
        replaceNextCharCnt: 0,
        positionDelta: 0,
      });
    caretsAt(3);
    stage.editor.trigger("keyboard", "compositionStart", {});
    compose("k", 0);
    settle(stage);
    stage.peer.insert(4, "PEER");
    settle(stage);
    compose("か", 1);
    stage.editor.trigger("keyboard", "compositionEnd", {});
    expectEqual("oneかPEER\ntwo\nthree");
  });
});

describe("undo", () => {
  test("takes back one's own edits, through a peer's", () => {
    caretsAt(3);
    type("MINE");
    settle(stage);
    stage.peer.insert(5, "theirs");
    settle(stage);
    expect(stage.model.canUndo()).toBe(true);
    stage.editor.trigger("keyboard", "undo", {});
    expectEqual("onetheirs\ntwo\nthree");
    stage.editor.trigger("keyboard", "redo", {});
    settle(stage);
    expect(stage.model.getValue()).toContain("theirs");
    expect(stage.model.getValue().replace("theirs", "")).toBe("oneMINE\ntwo\nthree");
  });

  test("goes to where something was undone", () => {
    caretsAt(3);
    type("MINE");
    settle(stage);
    caretsAt(0);
    stage.editor.trigger("keyboard", "undo", {});
    expect(carets()).toEqual([3]);
  });

  test("takes back a paste and the typing before it one by one", () => {
    caretsAt(0);
    type("typed");
    stage.editor.trigger("keyboard", "paste", { text: "pasted ", pasteOnNewLine: false });
    stage.editor.trigger("keyboard", "undo", {});
    expectEqual("typedone\ntwo\nthree");
    stage.editor.trigger("keyboard", "undo", {});
    expect(stage.model.getValue()).toBe("one\ntwo\nthree");
  });

  test("never takes back a peer's edit", () => {
    stage.peer.insert(0, "theirs ");
    settle(stage);
    expect(stage.model.canUndo()).toBe(false);
    stage.editor.trigger("keyboard", "undo", {});
    expectEqual("theirs one\ntwo\nthree");
  });

  test("the model has its own undo back after destroy", () => {
    stage.binding.destroy();
    stage.editor.executeEdits("test", [{ range: new monaco.Range(1, 1, 1, 1), text: "x" }]);
    stage.editor.pushUndoStop();
    stage.editor.trigger("keyboard", "undo", {});
    expect(stage.model.getValue()).toBe("one\ntwo\nthree");
  });
});
