import { beforeEach, expect, test } from "vitest";
import { SavedEdits } from "../../src/collab/saved-edits.ts";

let edits: SavedEdits;

beforeEach(() => {
  edits = new SavedEdits();
});

test("nothing edited is all saved", () => {
  edits.answerSent(false);
  expect(edits.all).toBe(true);
});

test("[DU2] an ack covers the frames up to its ordinal", () => {
  edits.answerSent(false);
  edits.editSent();
  edits.editSent();
  edits.acknowledged(2);
  expect(edits.all).toBe(false);
  edits.acknowledged(3);
  expect(edits.all).toBe(true);
});

test("an ack for frames that were never sent covers none", () => {
  edits.editHeldBack();
  edits.acknowledged(1_000);
  expect(edits.all).toBe(false);
});

test("what was held back is saved with the answer that carries it", () => {
  edits.editHeldBack();
  edits.answerSent(true);
  edits.acknowledged(1);
  expect(edits.all).toBe(true);
});

test("an unacknowledged edit outlives its connection", () => {
  edits.editSent();
  edits.connectionEnded();
  expect(edits.all).toBe(false);
  edits.answerSent(false);
  edits.acknowledged(1);
  expect(edits.all).toBe(true);
});

test("an ack of a former connection means nothing to the next", () => {
  edits.editSent();
  edits.acknowledged(1);
  edits.connectionEnded();
  edits.editSent();
  expect(edits.all).toBe(false);
});
