/** What the server tells around the document; rule IDs are those of docs/protocol.md. */

import { describe, expect, test } from "vitest";
import { parseRoomEvent } from "../../src/collab/room-events.ts";
import { badgeState, offlineLabel } from "../../src/features/room/badge-state.ts";
import { timeLeft } from "../../src/hooks/time-left.ts";
import {
  connect,
  connection,
  live,
  saved,
  server,
  setUpConnectionStage,
  stored,
  until,
  write,
} from "./connection-stage.ts";

setUpConnectionStage();

const status = () => connection.getSnapshot();

describe("[RE1] room events", () => {
  test("a store that fails, and one that writes again", async () => {
    connect();
    await live();
    server.acknowledges = false;
    server.tell({ event: "store", failing: true });
    await until(() => status().storeFailing, "failing");
    expect(badgeState(status())).toBe("saved");
    write("x");
    expect(badgeState(status())).toBe("not-saved");
    server.tell({ event: "store", failing: false });
    await until(() => badgeState(status()) === "saving", "saving");
  });

  test("when the room closes, and that it no longer does", async () => {
    connect();
    await live();
    server.tell({ event: "closing", at: "2026-01-01T12:00:00Z" });
    await until(() => status().closingAt === Date.UTC(2026, 0, 1, 12), "closing");
    server.tell({ event: "closing", at: null });
    await until(() => status().closingAt === null, "open");
  });

  test("an editor made viewer sends nothing; made editor again, all of it", async () => {
    connect();
    await live();
    server.tell({ event: "role", role: "viewer" });
    await until(() => badgeState(status()) === "read-only", "read-only");
    const frames = server.syncFrames;
    write("held");
    expect(server.syncFrames).toBe(frames);
    server.tell({ event: "role", role: "editor" });
    await until(() => stored() === "held", "sent");
    await until(saved, "saved");
  });

  test("[SY5] what a new viewer had no acknowledgement for is stranded, and only that", async () => {
    connect();
    await live();
    write("acknowledged");
    await until(saved, "saved");
    server.tell({ event: "role", role: "viewer" });
    await until(() => status().participant?.role === "viewer", "viewer");
    server.tell({ event: "role", role: "editor" });
    await until(() => status().participant?.role === "editor", "editor");
    expect(status().stranded).toBe(false);
    await until(saved, "saved");
    server.acknowledges = false;
    write("lost");
    server.tell({ event: "role", role: "viewer" });
    await until(() => status().stranded, "stranded");
  });

  test("the end by what is left, where our clock is hours off", () => {
    const event = { event: "closing", at: "2026-01-01T12:00:00Z", seconds: 90 };
    const { at } = parseRoomEvent(JSON.stringify(event)) as { at: number };
    expect(Math.abs(at - Date.now() - 90_000)).toBeLessThan(1_000);
  });

  test("an event that this build does not know is passed over", async () => {
    connect();
    await live();
    server.tell({ event: "confetti" });
    server.tell({ event: "closing", at: "soon" });
    write("still here");
    await until(saved, "saved");
    expect(parseRoomEvent('{"event": "closing", "at": "soon"}')).toMatchObject({ at: null });
    expect(parseRoomEvent('{"event": "role", "role": "king"}')).toMatchObject({ role: "viewer" });
  });
});

describe("in words", () => {
  test.each([
    [null, "Offline"],
    [59_000, "Offline"],
    [60_000, "Offline for 1 min"],
    [3_599_000, "Offline for 59 min"],
    [7_200_000, "Offline for 2 h"],
  ])("offline for %s ms", (passed, label) => {
    expect(offlineLabel(passed === null ? null : 1_000, 1_000 + (passed ?? 0))).toBe(label);
  });

  test.each([
    [299_001, "5:00"],
    [61_000, "1:01"],
    [-5, "0:00"],
  ])("%i ms left", (left, words) => {
    expect(timeLeft(left)).toBe(words);
  });
});
