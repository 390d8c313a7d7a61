/** A realtime server small enough to read: one room, real sockets, told what to do by the test. */

import type { AddressInfo } from "node:net";
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import { type WebSocket, WebSocketServer } from "ws";
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from "y-protocols/awareness";
import * as Y from "yjs";

export class RoomServer {
  readonly doc = new Y.Doc();
  readonly awareness = new Awareness(this.doc);
  /** Addresses asked for, oldest first. */
  readonly requests: URL[] = [];
  /** Sync frames of sub-type 1 and 2 received on the newest connection. */
  syncFrames = 0;
  acknowledges = true;
  role = "editor";
  /** Close code for whoever connects; 0 lets them in. */
  refuseWith = 0;
  /** Who connects, by the address that they asked for. */
  identify = (_address: URL) => ({ participant: "p1", role: this.role, name: "Ada" });

  /** Messages of the chat, with the nonces that they came with [CH1]. */
  readonly chat: Record<string, unknown>[] = [];
  /** Wishes for the chat that came, said or not. */
  readonly chatWishes: { readonly text: string; readonly nonce: string }[] = [];
  /** What becomes of the next wishes: a reason against it, silence as from a server that fails, or
   * as said but not answered; after the last one all are said. */
  readonly chatOutcomes: (string | "silence" | "lost")[] = [];

  readonly #server: WebSocketServer;
  readonly #sockets = new Set<WebSocket>();
  readonly #frames = new Map<WebSocket, number>();

  private constructor(server: WebSocketServer) {
    this.#server = server;
    this.awareness.setLocalState(null);
    server.on("connection", (socket, request) => {
      const address = new URL(request.url ?? "", "ws://test");
      this.requests.push(address);
      this.#welcome(socket, address);
    });
  }

  static async start(): Promise<RoomServer> {
    const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
    await new Promise((resolve) => server.once("listening", resolve));
    return new RoomServer(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/ws`;
  }

  get connections(): number {
    return this.#sockets.size;
  }

  closeAll(code: number, reason = ""): void {
    for (const socket of this.#sockets) socket.close(code, reason);
  }

  /** Tells everybody a room event [RE1]. */
  tell(event: object): void {
    this.send(114, json(event));
  }

  /** As a network that fails does: without a closing handshake. */
  cutAll(): void {
    for (const socket of this.#sockets) socket.terminate();
  }

  /** Somebody says something in the chat. */
  say(
    text: string,
    from = { id: "p2", name: "Grace Hopper", role: "editor" },
    at = new Date(),
  ): void {
    const id = Number(this.chat.at(-1)?.id ?? 0) + 1;
    const message = { id, at: at.toISOString(), from, text };
    this.chat.push(message);
    this.send(113, json({ messages: [message] }));
  }

  send(...frame: (number | Uint8Array)[]): void {
    for (const socket of this.#sockets) socket.send(encode(...frame));
  }

  acknowledge(ordinal = this.syncFrames): void {
    this.send(111, ordinal);
  }

  async stop(): Promise<void> {
    this.cutAll();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #welcome(socket: WebSocket, address: URL): void {
    if (this.refuseWith > 0) {
      socket.close(this.refuseWith, "refused by the test");
      return;
    }
    this.#sockets.add(socket);
    this.syncFrames = 0;
    socket.on("close", () => this.#sockets.delete(socket));
    socket.on("message", (data: Buffer) => this.#onFrame(socket, new Uint8Array(data)));
    this.#frames.set(socket, 0);
    socket.send(encode(110, json(this.identify(address))));
    socket.send(encode(0, 0, Y.encodeStateVector(this.doc)));
    socket.send(encode(113, json({ log: this.chat })));
    const others = [...this.awareness.getStates().keys()];
    socket.send(encode(1, encodeAwarenessUpdate(this.awareness, others)));
  }

  #onFrame(socket: WebSocket, data: Uint8Array): void {
    const decoder = decoding.createDecoder(data);
    const type = decoding.readVarUint(decoder);
    if (type === 1) {
      const states = decoding.readVarUint8Array(decoder);
      applyAwarenessUpdate(this.awareness, states, "client");
      this.#pass(socket, 1, states);
      return;
    }
    if (type === 113) {
      this.#onWish(socket, decoding.readVarString(decoder));
      return;
    }
    const kind = decoding.readVarUint(decoder);
    const body = decoding.readVarUint8Array(decoder);
    if (kind === 0) {
      socket.send(encode(0, 1, Y.encodeStateAsUpdate(this.doc, body)));
      return;
    }
    this.syncFrames += 1;
    const ordinal = (this.#frames.get(socket) ?? 0) + 1;
    this.#frames.set(socket, ordinal);
    Y.applyUpdate(this.doc, body);
    this.#pass(socket, 0, 2, body);
    if (this.acknowledges) socket.send(encode(111, ordinal));
  }

  #onWish(socket: WebSocket, body: string): void {
    const wish = JSON.parse(body) as { text: string; nonce: string };
    this.chatWishes.push(wish);
    const outcome = this.chatOutcomes.shift();
    if (outcome === "silence") return;
    if (outcome !== undefined && outcome !== "lost") {
      socket.send(encode(113, json({ refused: outcome, nonce: wish.nonce })));
      return;
    }
    const said = this.chat.find(({ nonce }) => nonce === wish.nonce);
    if (said) {
      socket.send(encode(113, json({ messages: [said] })));
      return;
    }
    const id = Number(this.chat.at(-1)?.id ?? 0) + 1;
    const from = { id: "p1", name: "Ada", role: this.role };
    const message = { id, at: new Date().toISOString(), from, ...wish };
    this.chat.push(message);
    if (outcome !== "lost") this.send(113, json({ messages: [message] }));
  }

  #pass(from: WebSocket, ...frame: (number | Uint8Array)[]): void {
    for (const socket of this.#sockets) if (socket !== from) socket.send(encode(...frame));
  }
}

function json(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}

function encode(...parts: (number | Uint8Array)[]): Uint8Array {
  const encoder = encoding.createEncoder();
  for (const part of parts) {
    if (typeof part === "number") encoding.writeVarUint(encoder, part);
    else encoding.writeVarUint8Array(encoder, part);
  }
  return encoding.toUint8Array(encoder);
}
