/** Who is in the call, as awareness tells it, and how we tell it. */

import { beforeEach, expect, test } from "vitest";
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from "y-protocols/awareness";
import * as Y from "yjs";
import { bySeat, CallRoster } from "../../src/collab/call-roster.ts";

let ours: Awareness;
let theirs: Awareness;
let roster: CallRoster;

const CALL = { peer: "p1", connection: "c1", seat: 1, audio: true, video: false, screen: false };

beforeEach(() => {
  ours = new Awareness(new Y.Doc());
  theirs = new Awareness(new Y.Doc());
  roster = new CallRoster(ours);
  return () => {
    roster.dispose();
    ours.destroy();
    theirs.destroy();
  };
});

function hear(state: Record<string, unknown> | null): void {
  theirs.setLocalState(state);
  applyAwarenessUpdate(ours, encodeAwarenessUpdate(theirs, [theirs.clientID]), "test");
}

const ADA = { user: { id: "u1", name: "Ada", color: 3 } };

test("who announces a call is in it", () => {
  hear({ ...ADA, call: CALL });
  expect(roster.getSnapshot()).toEqual([
    { ...CALL, clientId: theirs.clientID, userId: "u1", name: "Ada", color: 3 },
  ]);
});

test.each([
  ["without a connection", { ...CALL, connection: undefined }],
  ["with a seat that is no number", { ...CALL, seat: "1" }],
  ["with an endless name for a peer", { ...CALL, peer: "x".repeat(65) }],
])("a call %s is none", (_, call) => {
  hear({ ...ADA, call });
  expect(roster.getSnapshot()).toEqual([]);
});

test("whoever says nothing of the call any more has left it", () => {
  hear({ ...ADA, call: CALL });
  const [member] = roster.getSnapshot();
  if (!member) throw new Error("nobody");
  hear(ADA);
  expect(roster.getSnapshot()).toEqual([]);
  expect(roster.hasLeft(member)).toBe(true);
});

test("whoever is lost may come back, on another connection", () => {
  hear({ ...ADA, call: CALL });
  const [member] = roster.getSnapshot();
  if (!member) throw new Error("nobody");
  hear(null);
  expect(roster.getSnapshot()).toEqual([]);
  expect(roster.hasLeft(member)).toBe(false);
  hear({ ...ADA, call: { ...CALL, connection: "c2" } });
  expect(roster.getSnapshot()[0]?.connection).toBe("c2");
});

test("our own call stands beside what else we say, and goes without it", () => {
  ours.setLocalState({ ...ADA, file: "main" });
  const { connection: _, ...own } = CALL;
  roster.announce(own);
  expect(ours.getLocalState()).toEqual({ ...ADA, file: "main", call: own });
  roster.announce(null);
  expect(ours.getLocalState()).toEqual({ ...ADA, file: "main" });
});

test("nobody is announced before the server has said who we are", () => {
  ours.setLocalState(null);
  const { connection: _, ...own } = CALL;
  roster.announce(own);
  expect(ours.getLocalState()).toBeNull();
});

test("seats order, and peers where seats are the same", () => {
  const at = (seat: number, peer: string) => ({ seat, peer });
  const seats = [at(2, "a"), at(1, "z"), at(2, "0")].sort(bySeat);
  expect(seats).toEqual([at(1, "z"), at(2, "0"), at(2, "a")]);
});
