import { describe, expect, test } from "vitest";
import * as Y from "yjs";
import { parsePeer } from "../../src/collab/awareness-schema.ts";
import { PALETTE_SIZE } from "../../src/collab/palette.ts";

const USER = { id: "p1", name: "Ada", color: 3 };

function relative(index: number): unknown {
  const text = new Y.Doc().getText("file:main");
  text.insert(0, "text");
  return Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(text, index));
}

describe("a peer's state", () => {
  test("that fits is taken as it is", () => {
    const selection = { anchor: relative(1), head: relative(4) };
    const peer = parsePeer(7, { user: USER, file: "main", selection });
    expect(peer).toMatchObject({ clientId: 7, userId: "p1", name: "Ada", color: 3, file: "main" });
    expect(Y.relativePositionToJSON(peer?.selection?.head as Y.RelativePosition)).toEqual(
      selection.head,
    );
  });

  test.each([
    null,
    undefined,
    7,
    "state",
    [],
    {},
    { user: null },
    { user: "Ada" },
    { user: { id: "", name: "Ada" } },
    { user: { id: 7, name: "Ada" } },
    { user: { id: "p1" } },
    { user: { id: "x".repeat(65), name: "Ada" } },
  ])("that is malformed is ignored: %j", (state) => {
    expect(parsePeer(7, state)).toBeUndefined();
  });

  test.each([
    { anchor: relative(0) },
    { anchor: 1, head: 2 },
    { anchor: { item: { client: -1, clock: 0 } }, head: relative(0) },
    { anchor: { item: { client: 1.5, clock: 0 } }, head: relative(0) },
    { anchor: { item: "x" }, head: relative(0) },
    { anchor: { tname: "x".repeat(300) }, head: relative(0) },
  ])("with a broken selection is shown without one: %j", (selection) => {
    const peer = parsePeer(7, { user: USER, file: "main", selection });
    expect(peer?.selection).toBeNull();
    expect(peer?.name).toBe("Ada");
  });

  test.each([
    [undefined, 7 % PALETTE_SIZE],
    ["red; background: url(//evil)", 7 % PALETTE_SIZE],
    [3.5, 7 % PALETTE_SIZE],
    [PALETTE_SIZE + 1, 1],
    [-1, PALETTE_SIZE - 1],
  ])("colour %j becomes palette index %i", (color, expected) => {
    expect(parsePeer(7, { user: { ...USER, color } })?.color).toBe(expected);
  });

  test.each([
    ["<b>Ada</b>", "<b>Ada</b>"],
    ["Ada\u202egnp.exe", "Adagnp.exe"],
    ["A\u200bd\u200da\ufeff", "Ada"],
    ["Ada\n\tLovelace\u0000", "Ada Lovelace"],
    ["  Ada  ", "Ada"],
    ["A\u0301\u0301\u0301\u0301\u0301da", "A\u0301\u0301\u0301da"],
    ["\u2066\u2069\u200b", "Guest"],
    ["", "Guest"],
    ["x".repeat(80), "x".repeat(50)],
    ["😀".repeat(80), "😀".repeat(50)],
  ])("name %j is shown as %j", (name, shown) => {
    expect(parsePeer(7, { user: { ...USER, name } })?.name).toBe(shown);
  });
});
