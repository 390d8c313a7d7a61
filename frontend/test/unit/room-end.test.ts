/** When the provider does not come back; rule IDs are those of docs/protocol.md. */

import { describe, expect, test } from "vitest";
import { AdmissionRefused } from "../../src/collab/admission.ts";
import { CloseCode } from "../../src/collab/close-codes.gen.ts";
import {
  admissions,
  connect,
  connection,
  live,
  phase,
  server,
  setUpConnectionStage,
  startEpoch,
  until,
  write,
} from "./connection-stage.ts";

setUpConnectionStage();

describe("the end", () => {
  test.each([
    [CloseCode.malformed, "malformed"],
    [CloseCode.forbidden, "forbidden"],
    [CloseCode.noRoom, "not-found"],
    [CloseCode.epoch, "epoch"],
    [CloseCode.deleted, "deleted"],
    [CloseCode.documentFull, "document-full"],
    [CloseCode.roomFull, "full"],
    [4499, "refused"],
  ])("close code %i is final: %s", async (code, reason) => {
    server.refuseWith = code;
    connect();
    await until(() => phase() === "ended", "the end");
    expect(connection.getSnapshot().end?.reason).toBe(reason);
    connection.retryNow();
    expect(admissions).toBe(1);
  });

  test.each([
    ["removed from the room", "removed"],
    ["the room is full", "full"],
    ["writes under another participant's client id", "forbidden"],
  ])("4403 says why in words: %s", async (words, reason) => {
    connect();
    await live();
    server.closeAll(CloseCode.forbidden, words);
    await until(() => phase() === "ended", "the end");
    expect(connection.getSnapshot().end?.reason).toBe(reason);
  });

  test.each([CloseCode.unavailable, CloseCode.tooSlow, CloseCode.tooBig, 1006])(
    "close code %i is tried again",
    async (code) => {
      connect();
      await live();
      if (code === 1006) server.cutAll();
      else server.closeAll(code);
      await until(() => server.requests.length === 2, "a second connection");
    },
  );

  test("[AD1] a refused token is replaced, but not for ever", async () => {
    server.refuseWith = CloseCode.token;
    connect();
    await until(() => phase() === "ended", "the end");
    expect(connection.getSnapshot().end?.reason).toBe("token");
    expect(admissions).toBe(3);
  });

  test("[AD2] another life of the document is never merged", async () => {
    connect();
    await live();
    write("old life");
    startEpoch("e2");
    server.closeAll(CloseCode.unavailable);
    await until(() => phase() === "ended", "the end");
    expect(connection.getSnapshot().end?.reason).toBe("epoch");
    expect(server.requests).toHaveLength(1);
  });

  test("a refused join ends it with the server's words", async () => {
    connect(async () => {
      throw new AdmissionRefused("full", "No place left.");
    });
    await until(() => phase() === "ended", "the end");
    expect(connection.getSnapshot().end).toEqual({ reason: "full", message: "No place left." });
  });

  test("dispose closes the socket, tells the others, and may be called twice", async () => {
    connect();
    connection.awareness.setLocalState({ user: { id: "p1" } });
    const own = connection.doc.clientID;
    await until(() => server.awareness.getStates().has(own), "own state");
    connection.dispose();
    connection.dispose();
    await until(() => server.connections === 0, "closed");
    expect(server.awareness.getStates().has(own)).toBe(false);
    expect(server.requests).toHaveLength(1);
  });
});
