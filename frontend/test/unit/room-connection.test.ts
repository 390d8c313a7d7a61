/** The provider against a server with real sockets; rule IDs are those of docs/protocol.md. */

import { describe, expect, test, vi } from "vitest";
import * as Y from "yjs";
import {
  connect,
  connection,
  held,
  live,
  phase,
  saved,
  server,
  setUpConnectionStage,
  stored,
  until,
  write,
} from "./connection-stage.ts";

setUpConnectionStage();

describe("opening", () => {
  test("[WS1] [CT1] asks for its room with the token and for control messages", async () => {
    connect();
    await live();
    const [request] = server.requests;
    expect(request?.pathname).toBe("/ws/r%201");
    expect(request?.searchParams.get("token")).toBe("token-1");
    expect(request?.searchParams.get("coterie")).toBe("1");
    expect(connection.getSnapshot().participant).toEqual({ id: "p1", name: "Ada", role: "editor" });
  });

  test("[SY1] reads what is there and answers the server's step 1", async () => {
    server.doc.getText("file:main").insert(0, "there");
    connect();
    write("mine ");
    await until(() => stored().includes("mine"), "both texts");
    await live();
    expect(held()).toBe(stored());
    expect(connection.getSnapshot().ready).toBe(true);
  });

  test("passes the server's updates on and sends none of them back", async () => {
    connect();
    await live();
    const before = server.syncFrames;
    server.doc.getText("file:main").insert(0, "news");
    server.send(0, 2, Y.encodeStateAsUpdate(server.doc));
    await until(() => held().length === 4, "the update");
    expect(server.syncFrames).toBe(before);
  });

  test("[WS2] a frame that cannot be read is left out, and the connection goes on", async () => {
    const complaint = vi.spyOn(console, "error").mockImplementation(() => undefined);
    connect();
    await live();
    server.send(0);
    server.send(119, 7);
    await until(() => complaint.mock.calls.length === 1, "one complaint");
    write("on");
    await until(() => stored() === "on", "the edit");
    complaint.mockRestore();
  });
});

describe("saved", () => {
  test("[DU2] only an acknowledgement of the newest edit makes it so", async () => {
    server.acknowledges = false;
    connect();
    await live();
    expect(saved()).toBe(true);
    write("a");
    write("b");
    expect(saved()).toBe(false);
    await until(() => stored() === "ba", "both edits");
    server.acknowledge(server.syncFrames - 1);
    server.send(111, 0);
    write("c");
    await until(() => stored() === "cba", "the third edit");
    expect(saved()).toBe(false);
    server.acknowledge();
    await until(saved, "saved");
  });

  test("an edit before the first connection is not saved, and then is", async () => {
    connect();
    write("early");
    expect(saved()).toBe(false);
    await until(() => saved() && stored() === "early", "saved");
  });

  test("an edit that lost its acknowledgement is sent again and saved once", async () => {
    server.acknowledges = false;
    connect();
    await live();
    write("once");
    await until(() => stored() === "once", "the edit");
    server.cutAll();
    await until(() => phase() === "offline", "offline");
    expect(saved()).toBe(false);
    write("off ");
    server.acknowledges = true;
    await until(() => saved() && stored() === "off once", "saved");
  });

  test("[SY5] a viewer sends nothing and owes nothing", async () => {
    server.role = "viewer";
    connect();
    await live();
    write("mine");
    expect(saved()).toBe(true);
    server.cutAll();
    await until(() => server.requests.length === 2, "a second connection");
    await live();
    expect(server.syncFrames).toBe(0);
  });
});
