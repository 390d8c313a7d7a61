/** One connection and one server a test, and the words to speak of them. */

import { afterEach, beforeEach, expect, vi } from "vitest";
import { WebSocket as NodeWebSocket } from "ws";
import type { Admission } from "../../src/collab/admission.ts";
import { RoomConnection } from "../../src/collab/room-connection.ts";
import { RoomServer } from "./room-server.ts";

export let server: RoomServer;
export let connection: RoomConnection;
export let admissions = 0;

let epoch: string;

/** Call once in a test file. */
export function setUpConnectionStage(): void {
  beforeEach(async () => {
    server = await RoomServer.start();
    admissions = 0;
    epoch = "e1";
  });
  afterEach(async () => {
    connection.dispose();
    await server.stop();
  });
}

/** What the next join answers as the document's life. */
export function startEpoch(name: string): void {
  epoch = name;
}

export async function admit(): Promise<Admission> {
  admissions += 1;
  return {
    userId: "p1",
    username: "Ada",
    role: "editor",
    token: `token-${admissions}`,
    epoch,
    realtimeUrl: server.url,
  };
}

export function connect(join: () => Promise<Admission> = admit): void {
  connection = new RoomConnection({
    roomId: "r 1",
    admit: join,
    socketClass: NodeWebSocket as unknown as typeof WebSocket,
    // The whole jitter: tests wait as little as the delays allow.
    random: () => 1,
  });
}

export async function until(check: () => boolean, what: string): Promise<void> {
  await vi.waitFor(() => expect(check(), what).toBe(true), { timeout: 5_000, interval: 5 });
}

export function phase(): string {
  return connection.getSnapshot().phase;
}

export async function live(): Promise<void> {
  await until(() => phase() === "live", "live");
}

export function saved(): boolean {
  return connection.getSnapshot().saved;
}

export function write(text: string): void {
  connection.doc.getText("file:main").insert(0, text);
}

/** The file as this connection has it. */
export function held(): string {
  return connection.doc.getText("file:main").toString();
}

/** The file as the server has it. */
export function stored(): string {
  return server.doc.getText("file:main").toString();
}
