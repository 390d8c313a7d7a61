/** How the provider comes back; rule IDs are those of docs/protocol.md. */

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import * as Y from "yjs";
import { CloseCode } from "../../src/collab/close-codes.gen.ts";
import {
  admit,
  connect,
  connection,
  held,
  live,
  phase,
  server,
  setUpConnectionStage,
  until,
} from "./connection-stage.ts";

setUpConnectionStage();

describe("coming back", () => {
  test("joins again for a fresh token before each connection", async () => {
    connect();
    await live();
    server.closeAll(CloseCode.unavailable);
    await until(() => server.requests.length === 2, "a second connection");
    expect(server.requests[1]?.searchParams.get("token")).toBe("token-2");
  });

  test("a server that cannot be reached is tried again", async () => {
    let failures = 2;
    connect(async () => {
      if (failures-- > 0) throw new TypeError("network");
      return admit();
    });
    await until(() => phase() === "offline", "offline");
    await live();
  });

  test("the network's return cuts the wait short", async () => {
    let reachable = false;
    connect(async () => {
      if (!reachable) throw new TypeError("network");
      return admit();
    });
    await until(() => phase() === "offline", "offline");
    reachable = true;
    connection.retryNow();
    await live();
  });

  test("peers are seen again at once, though their clocks did not move", async () => {
    server.awareness.setLocalState({ user: { id: "p2" } });
    const peer = server.doc.clientID;
    connect();
    await until(() => connection.awareness.getStates().has(peer), "the peer");
    server.cutAll();
    await until(() => server.requests.length === 2, "a second connection");
    await live();
    await until(() => connection.awareness.getStates().has(peer), "the peer again");
  });

  test("[AW1] announces itself under a newer clock", async () => {
    connect();
    connection.awareness.setLocalState({ user: { id: "p1" } });
    const own = connection.doc.clientID;
    await until(() => server.awareness.getStates().has(own), "own state");
    const clock = server.awareness.meta.get(own)?.clock ?? 0;
    server.cutAll();
    await until(() => (server.awareness.meta.get(own)?.clock ?? 0) > clock, "a newer clock");
  });

  test("structs that wait for a missing one are asked for", async () => {
    connect();
    await live();
    const text = server.doc.getText("file:main");
    text.insert(0, "first ");
    const before = Y.encodeStateVector(server.doc);
    text.insert(6, "second");
    server.send(0, 2, Y.encodeStateAsUpdate(server.doc, before));
    await until(() => held() === "first second", "all");
  });
});

describe("silence", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  test("[WS5] a line that says nothing for 30 s is given up, and another one opened", async () => {
    connect();
    await live();
    vi.advanceTimersByTime(31_000);
    expect(phase()).toBe("offline");
    await until(() => server.requests.length === 2, "a second connection");
  });

  test("[WS5] any message within 30 s keeps the line", async () => {
    connect();
    await live();
    for (const word of ["a", "b", "c"]) {
      vi.advanceTimersByTime(20_000);
      server.doc.getText("file:main").insert(0, word);
      server.send(0, 2, Y.encodeStateAsUpdate(server.doc));
      await until(() => held().startsWith(word), word);
    }
    expect(server.requests).toHaveLength(1);
  });
});
