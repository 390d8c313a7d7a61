/** Undo is per person: mine only, through others' edits and reconnects, in a real Monaco. */

import { afterEach, expect, test } from "vitest";
import { Random } from "./random.ts";
import { disposeStages, makeStage, type Stage, settle } from "./stage.ts";

afterEach(disposeStages);

const EDITS = 100;
const UNDOS = 50;

/** Mine are lower case, theirs upper case: who lost what can be read off the text. */
function typeMine({ editor, model }: Stage, at: number, text: string): void {
  const { lineNumber, column } = model.getPositionAt(at);
  editor.setPosition({ lineNumber, column });
  editor.pushUndoStop();
  editor.trigger("keyboard", "type", { text });
  editor.pushUndoStop();
}

function undo({ editor }: Stage): void {
  editor.trigger("test", "undo", null);
}

function mine(text: string): number {
  return [...text].filter((character) => /[a-z]/.test(character)).length;
}

function theirs(text: string): string {
  return [...text].filter((character) => /[A-Z]/.test(character)).join("");
}

test.each([1, 2, 3])("fifty undos among a hundred edits take mine alone, seed %i", (seed) => {
  const generator = new Random(seed);
  const random = () => generator.next();
  const stage = makeStage();
  const place = (length: number) => Math.floor(random() * (length + 1));
  for (let edit = 0; edit < EDITS; edit += 1) {
    typeMine(stage, place(stage.model.getValueLength()), "m");
    stage.peer.insert(place(stage.peer.length), String.fromCharCode(65 + (edit % 26)));
    // The line is down half of the time, as it is between a loss and a reconnect.
    if (random() < 0.5) settle(stage);
  }
  settle(stage);
  const everything = theirs(stage.peer.toString());
  expect(everything).toHaveLength(EDITS);
  for (let step = 1; step <= UNDOS; step += 1) {
    undo(stage);
    if (random() < 0.5) settle(stage);
    expect(mine(stage.model.getValue())).toBe(EDITS - step);
  }
  settle(stage);
  expect(theirs(stage.model.getValue())).toBe(everything);
  expect(stage.peer.toString()).toBe(stage.model.getValue());
  for (let step = 0; step < UNDOS; step += 1) stage.editor.trigger("test", "redo", null);
  settle(stage);
  expect(mine(stage.peer.toString())).toBe(EDITS);
  expect(theirs(stage.peer.toString())).toBe(everything);
});
