import { beforeEach, describe, expect, test } from "vitest";
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from "y-protocols/awareness";
import * as Y from "yjs";
import { PALETTE_SIZE, paletteIndex } from "../../src/collab/palette.ts";
import { People } from "../../src/collab/people.ts";

let awareness: Awareness;
let people: People;

beforeEach(() => {
  awareness = new Awareness(new Y.Doc());
  awareness.setLocalState(null);
  people = new People(awareness);
  return () => awareness.destroy();
});

function arrive(state: Record<string, unknown>): Awareness {
  const other = new Awareness(new Y.Doc());
  other.setLocalState(state);
  tell(other);
  return other;
}

function tell(other: Awareness): void {
  applyAwarenessUpdate(awareness, encodeAwarenessUpdate(other, [other.clientID]), "server");
}

function announce(id: string, name: string): void {
  people.announce({ id, name, role: "editor" });
}

describe("the list", () => {
  test("has oneself first, then the others by name", () => {
    arrive({ user: { id: "c", name: "Cleo", color: 1 } });
    announce("z", "Zoe");
    arrive({ user: { id: "b", name: "Bo", color: 2 } });
    expect(people.getSnapshot().map(({ name, isYou }) => [name, isYou])).toEqual([
      ["Zoe", true],
      ["Bo", false],
      ["Cleo", false],
    ]);
  });

  test("has one entry for a participant with two tabs", () => {
    announce("a", "Ada");
    arrive({ user: { id: "a", name: "Ada", color: 5 } });
    expect(people.getSnapshot()).toHaveLength(1);
  });

  test("leaves malformed states out", () => {
    arrive({ user: "<script>" });
    expect(people.getSnapshot()).toEqual([]);
  });

  test("is the same object while only cursors move", () => {
    const other = arrive({ user: { id: "b", name: "Bo", color: 2 } });
    const before = people.getSnapshot();
    other.setLocalState({ user: { id: "b", name: "Bo", color: 2 }, file: "main" });
    tell(other);
    expect(people.getSnapshot()).toBe(before);
  });
});

describe("colours", () => {
  function ownColor(): number | undefined {
    return people.getSnapshot().find(({ isYou }) => isYou)?.color;
  }

  test("of two people in one colour, the one with the larger id takes another", () => {
    announce("m", "Me");
    const color = paletteIndex("m");
    arrive({ user: { id: "z", name: "Zoe", color } });
    expect(ownColor()).toBe(color);
    arrive({ user: { id: "a", name: "Ada", color } });
    expect(ownColor()).not.toBe(color);
  });

  test("a full palette is shared", () => {
    for (let color = 0; color < PALETTE_SIZE; color += 1) {
      arrive({ user: { id: `a${color}`, name: `A${color}`, color } });
    }
    announce("m", "Me");
    expect(ownColor()).toBe(paletteIndex("m"));
  });
});
