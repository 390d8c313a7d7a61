// @vitest-environment happy-dom
/** What one writes in the chat, through refusals and lost connections; rules of docs/protocol.md. */

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ChatLog, type ChatSnapshot } from "../../src/collab/chat-log.ts";
import { chatMemory, recallDraft, rememberDraft } from "../../src/remembered/chat.ts";
import {
  connect,
  connection,
  live,
  server,
  setUpConnectionStage,
  until,
} from "./connection-stage.ts";

setUpConnectionStage();

const ROOM = "r 1";
let chat: ChatLog;

/** As a page does that is opened, or opened again. */
async function open(): Promise<void> {
  connect();
  chat = new ChatLog({
    channel: connection.chat,
    memory: chatMemory(ROOM),
    ownId: () => connection.getSnapshot().participant?.id,
    mayTry: () =>
      connection.getSnapshot().participant?.role !== "viewer" ||
      connection.getSnapshot().viewersChat !== null,
  });
  connection.subscribe(() => chat.tryNow());
  await live();
}

async function reload(): Promise<void> {
  chat.dispose();
  connection.dispose();
  await open();
}

beforeEach(() => localStorage.clear());
afterEach(() => chat.dispose());

const now = (): ChatSnapshot => chat.getSnapshot();
const said = (): string[] => now().messages.map(({ text }) => text);
const wishes = (): string[] => server.chatWishes.map(({ text }) => text);
const states = () => now().unsent.map(({ text, failure }) => [text, failure]);

describe("saying something", () => {
  test("[CH3] it waits until the server has it, and comes back stamped", async () => {
    await open();
    expect(now()).toMatchObject({ loaded: true, online: true, messages: [], unread: 0 });
    server.chatOutcomes.push("silence");
    chat.send("hello");
    expect(states()).toEqual([["hello", null]]);
    await until(() => wishes().length === 1, "the wish");
    expect(said()).toEqual([]);
    server.cutAll();
    await until(() => said().length === 1, "said after all");
    expect(states()).toEqual([]);
    expect(now().messages[0]).toMatchObject({ id: 1, userId: "p1", name: "Ada", text: "hello" });
  });

  test("in order, one after the other", async () => {
    await open();
    for (const text of ["one", "two", "three"]) chat.send(text);
    await until(() => said().length === 3, "all");
    expect(said()).toEqual(["one", "two", "three"]);
    expect(wishes()).toEqual(["one", "two", "three"]);
  });

  test("[CH4] what was said but not heard of is not said again", async () => {
    await open();
    server.chatOutcomes.push("lost");
    chat.send("once");
    await until(() => server.chat.length === 1, "said");
    server.cutAll();
    await until(() => said().length === 1, "heard of");
    expect(states()).toEqual([]);
    expect(server.chat).toHaveLength(1);
  });

  test("[CH4] offline it is kept, also when the page is closed, and said once on return", async () => {
    await open();
    server.refuseWith = 4503;
    server.cutAll();
    await until(() => !now().online, "offline");
    chat.send("from a train");
    chat.send("and on");
    expect(wishes()).toEqual([]);
    chat.dispose();
    connection.dispose();
    server.refuseWith = 0;
    await open();
    await until(() => said().length === 2, "said");
    expect(said()).toEqual(["from a train", "and on"]);
    await reload();
    expect(now().messages).toHaveLength(2);
    expect(states()).toEqual([]);
    expect(server.chat).toHaveLength(2);
  });

  test("nothing, and more than can wait, is not taken", async () => {
    await open();
    expect(chat.send(" \n ")).toBe(false);
    server.refuseWith = 4503;
    server.cutAll();
    await until(() => !now().online, "offline");
    for (let count = 0; count < 50; count += 1) expect(chat.send("x")).toBe(true);
    expect(chat.send("one too many")).toBe(false);
  });
});

describe("[CH5] refusals", () => {
  test("too fast: again a little later, under the same nonce", async () => {
    await open();
    server.chatOutcomes.push("rate");
    chat.send("quick");
    chat.send("brown");
    await until(() => said().length === 2, "said later");
    expect(said()).toEqual(["quick", "brown"]);
    expect(new Set(server.chatWishes.map(({ nonce }) => nonce)).size).toBe(2);
    expect(wishes()).toEqual(["quick", "quick", "brown"]);
  });

  test("what it will not have stays, and holds nothing up; it may be tried again or dropped", async () => {
    await open();
    server.chatOutcomes.push("too-long", "mood");
    for (const text of ["long", "odd", "fine"]) chat.send(text);
    await until(() => said().length === 1, "the last");
    expect(said()).toEqual(["fine"]);
    expect(states()).toEqual([
      ["long", "too-long"],
      ["odd", "unknown"],
    ]);
    await reload();
    expect(states()).toHaveLength(2);
    const [long, odd] = now().unsent;
    chat.discard(long?.nonce ?? "");
    chat.retry(odd?.nonce ?? "");
    await until(() => said().length === 2, "the second");
    expect(said()).toEqual(["fine", "odd"]);
    expect(states()).toEqual([]);
  });

  test("[CH7] a viewer waits until it is known what viewers may", async () => {
    server.role = "viewer";
    await open();
    chat.send("may I?");
    server.tell({ event: "store", failing: true });
    await until(() => connection.getSnapshot().storeFailing, "another event");
    expect(wishes()).toEqual([]);
    server.tell({ event: "chat", viewers: true });
    await until(() => said().length === 1, "said");
    expect(connection.getSnapshot().viewersChat).toBe(true);
  });
});

describe("reading", () => {
  test("what others said counts until it is read, also in the next visit", async () => {
    server.say("before you came");
    await open();
    expect(now().unread).toBe(1);
    chat.send("mine");
    server.say("another");
    await until(() => said().length === 3, "all");
    expect(now().unread).toBe(2);
    chat.markRead();
    expect(now().unread).toBe(0);
    await reload();
    expect(now()).toMatchObject({ unread: 0, read: 3 });
    server.say("news");
    await until(() => now().unread === 1, "one more");
  });

  test("a log that counts anew is not read", async () => {
    for (let count = 0; count < 5; count += 1) server.say("old life");
    await open();
    chat.markRead();
    server.chat.length = 0;
    server.say("new life");
    await reload();
    expect(said()).toEqual(["new life"]);
    expect(now().unread).toBe(1);
  });

  test("nobody's message counts twice, and the newest 500 stay", async () => {
    await open();
    for (let count = 0; count < 510; count += 1) server.say(`${count}`);
    await until(() => said().at(-1) === "509", "all");
    expect(said()).toHaveLength(500);
    server.send(113, new TextEncoder().encode(JSON.stringify({ messages: server.chat.slice(-3) })));
    server.say("the end");
    await until(() => said().at(-1) === "the end", "the end");
    expect(said()).toHaveLength(500);
  });

  test("names are made harmless, and what cannot be read is left out", async () => {
    const eve = { id: "p9", name: "  \u202eE\u200bve\nAda ", role: "owner" };
    await open();
    server.send(
      113,
      new TextEncoder().encode('{"messages": [{"id": -1}, 5, {"id": 1, "text": 7}]}'),
    );
    server.send(113, new TextEncoder().encode('{"confetti": true}'));
    server.say("<b>hi</b>", eve);
    server.say("who?", { ...eve, name: "\u200b" });
    await until(() => said().length === 2, "two");
    expect(now().messages.map(({ name }) => name)).toEqual(["Eve Ada", "Guest"]);
    expect(said()[0]).toBe("<b>hi</b>");
  });
});

describe("what is kept", () => {
  test("nothing of it once the room is forgotten", async () => {
    await open();
    server.refuseWith = 4503;
    server.cutAll();
    await until(() => !now().online, "offline");
    chat.send("secret");
    rememberDraft(ROOM, "half a sec");
    expect(JSON.stringify({ ...localStorage })).toContain("secret");
    expect(recallDraft(ROOM)).toBe("half a sec");
    chat.forget();
    chat.send("after");
    expect(JSON.stringify({ ...localStorage })).toBe("{}");
  });

  test("no message that has waited for a week, and nothing that is not ours", () => {
    const memory = chatMemory(ROOM);
    const at = Date.now();
    const old = { nonce: "a", text: "old", at: at - 8 * 86_400_000, failure: null };
    memory.change((kept) => ({ ...kept, unsent: [old, { ...old, nonce: "b", at }] }));
    expect(memory.recall().unsent.map(({ nonce }) => nonce)).toEqual(["b"]);
    localStorage.setItem(`coterie:room:${ROOM}:chat`, '{"read": "x", "unsent": [5, {"at": 1}]}');
    expect(memory.recall()).toEqual({ read: 0, unsent: [] });
  });
});
