/** This browser's copies of rooms, in its real database. */

import { afterEach, beforeEach, expect, test } from "vitest";
import * as Y from "yjs";
import { CopyWriter } from "../../src/collab/copy-writer.ts";
import { readFileCopy } from "../../src/collab/file-copy.ts";
import { type CopyHead, LOCAL_COPY, LocalCopies } from "../../src/collab/local-copies.ts";

const DAY_MS = 86_400_000;

let copies: LocalCopies;
let doc: Y.Doc;

beforeEach(async () => {
  copies = await LocalCopies.open();
  doc = new Y.Doc();
});

afterEach(async () => {
  for (const room of ["r1", "r2"]) await copies.forgetRoom(room);
  copies.close();
});

function head(change: Partial<CopyHead> = {}): CopyHead {
  const rest = { roomName: "Room", updatedAt: Date.now(), saved: true, participant: null };
  return { roomId: "r1", epoch: "e1", ...rest, ...change };
}

function write(text: string): void {
  doc.getText("file:main").insert(doc.getText("file:main").length, text);
}

async function kept(of = head()): Promise<string> {
  const copy = new Y.Doc();
  Y.applyUpdate(copy, await copies.read(of));
  return copy.getText("file:main").toString();
}

test("what was typed is there again, and by room", async () => {
  const writer = new CopyWriter(copies, doc, head());
  write("one ");
  write("two");
  await writer.close();
  expect(await kept()).toBe("one two");
  expect(await copies.newest("r1")).toMatchObject({ epoch: "e1", roomName: "Room" });
  expect(await copies.newest("r2")).toBeUndefined();
});

test("a batch is written by itself, and a hidden page does not wait for it", async () => {
  const writer = new CopyWriter(copies, doc, head());
  write("typed");
  document.dispatchEvent(new Event("visibilitychange"));
  await expect.poll(() => kept()).toBe("typed");
  write(" more");
  await expect.poll(() => kept()).toBe("typed more");
  await writer.close();
});

test("two tabs add to one copy, and reading it shortens the log without losing any", async () => {
  const other = new Y.Doc();
  const writers = [new CopyWriter(copies, doc, head()), new CopyWriter(copies, other, head())];
  for (const word of ["a", "b", "c"]) {
    write(word);
    other.getText("file:main").insert(0, word.toUpperCase());
    await Promise.all(writers.map((writer) => writer.flush()));
  }
  for (const writer of writers) await writer.close();
  const first = await kept();
  expect([...first].sort().join("")).toBe("ABCabc");
  expect(await kept()).toBe(first);
});

test("lives of a document stay apart, and the newest one speaks for the room", async () => {
  await copies.append(head({ epoch: "old", updatedAt: 1e12 * 2 }), null, () => docWith("old life"));
  await copies.append(head({ epoch: "new", updatedAt: 1e12 * 2 + 1 }), null, () => docWith("new"));
  expect(await copies.newest("r1")).toMatchObject({ epoch: "new" });
  expect(await kept(head({ epoch: "old" }))).toBe("old life");
});

test("a forgotten room is gone; a tab that goes on begins with all it has", async () => {
  const writer = new CopyWriter(copies, doc, head());
  write("before ");
  await writer.flush();
  await copies.forgetRoom("r1");
  expect(await readFileCopy(copies, "r1")).toBeUndefined();
  write("after");
  await writer.close();
  expect(await kept()).toBe("before after");
});

test("an abandoned writer leaves nothing behind", async () => {
  const writer = new CopyWriter(copies, doc, head());
  write("secret");
  await writer.abandon();
  write("more");
  await copies.forgetRoom("r1");
  await writer.flush();
  expect(await copies.newest("r1")).toBeUndefined();
});

test("what comes out of the copy is not written to it again", async () => {
  const writer = new CopyWriter(copies, doc, head());
  write("once");
  await writer.flush();
  const size = (await copies.read(head())).length;
  Y.applyUpdate(doc, docUpdate("from the copy"), LOCAL_COPY);
  await writer.close();
  expect((await copies.read(head())).length).toBe(size);
});

test("after thirty days it is forgotten, and not a day earlier", async () => {
  const updatedAt = 3e12;
  await copies.append(head({ updatedAt }), null, () => docWith("old"));
  const soon = await LocalCopies.open(updatedAt + 29 * DAY_MS);
  expect(await soon.newest("r1")).toBeDefined();
  soon.close();
  const late = await LocalCopies.open(updatedAt + 31 * DAY_MS);
  expect(await late.newest("r1")).toBeUndefined();
  late.close();
});

test("a file's text, path and language come out, and an empty room is nothing to keep", async () => {
  await copies.append(head({ roomId: "r2" }), null, () => Y.encodeStateAsUpdate(new Y.Doc()));
  expect(await readFileCopy(copies, "r2")).toBeUndefined();
  await copies.append(head(), null, () => docWith("print(1)"));
  expect(await readFileCopy(copies, "r1")).toEqual({
    roomName: "Room",
    path: undefined,
    language: undefined,
    text: "print(1)",
  });
});

function docWith(text: string): Uint8Array {
  write(text);
  const update = Y.encodeStateAsUpdate(doc);
  doc = new Y.Doc();
  return update;
}

function docUpdate(text: string): Uint8Array {
  const other = new Y.Doc();
  other.getText("file:main").insert(0, text);
  return Y.encodeStateAsUpdate(other);
}
