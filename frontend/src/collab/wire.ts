/** Frames of docs/protocol.md to bytes and back; knows nothing of sockets. */

import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import { type Role, readRole } from "./role.ts";
import { parseRoomEvent, type RoomEvent } from "./room-events.ts";

const MessageType = {
  sync: 0,
  awareness: 1,
  auth: 2,
  hello: 110,
  ack: 111,
  signal: 112,
  chat: 113,
  event: 114,
} as const;
const SyncType = { step1: 0, step2: 1, update: 2 } as const;

/** First message on a connection [CT1]; limits of it that nobody reads yet are left out. */
export interface Hello {
  readonly participant: string;
  readonly role: Role;
  readonly name: string;
}

export type ServerMessage =
  | { readonly type: "step1"; readonly stateVector: Uint8Array }
  | { readonly type: "step2" | "update"; readonly update: Uint8Array }
  | { readonly type: "awareness"; readonly states: Uint8Array }
  | { readonly type: "refused"; readonly reason: string }
  | { readonly type: "hello"; readonly hello: Hello }
  | { readonly type: "ack"; readonly ordinal: number }
  | { readonly type: "signal" | "chat"; readonly json: string }
  | { readonly type: "event"; readonly event: RoomEvent }
  | { readonly type: "unknown" };

export function encodeStep1(stateVector: Uint8Array): Uint8Array<ArrayBuffer> {
  return frame(stateVector, MessageType.sync, SyncType.step1);
}

export function encodeStep2(update: Uint8Array): Uint8Array<ArrayBuffer> {
  return frame(update, MessageType.sync, SyncType.step2);
}

export function encodeUpdate(update: Uint8Array): Uint8Array<ArrayBuffer> {
  return frame(update, MessageType.sync, SyncType.update);
}

export function encodeAwareness(states: Uint8Array): Uint8Array<ArrayBuffer> {
  return frame(states, MessageType.awareness);
}

export function encodeSignal(json: string): Uint8Array<ArrayBuffer> {
  return frame(new TextEncoder().encode(json), MessageType.signal);
}

export function encodeChat(json: string): Uint8Array<ArrayBuffer> {
  return frame(new TextEncoder().encode(json), MessageType.chat);
}

/** Reads one frame, which holds one message [WS2]; throws when it is cut short. */
export function decodeMessage(data: Uint8Array): ServerMessage {
  const decoder = decoding.createDecoder(data);
  switch (decoding.readVarUint(decoder)) {
    case MessageType.sync:
      return decodeSync(decoder);
    case MessageType.awareness:
      return { type: "awareness", states: decoding.readVarUint8Array(decoder) };
    case MessageType.auth:
      decoding.readVarUint(decoder);
      return { type: "refused", reason: decoding.readVarString(decoder) };
    case MessageType.hello:
      return { type: "hello", hello: readHello(decoding.readVarString(decoder)) };
    case MessageType.ack:
      return { type: "ack", ordinal: decoding.readVarUint(decoder) };
    case MessageType.signal:
      return { type: "signal", json: decoding.readVarString(decoder) };
    case MessageType.chat:
      return { type: "chat", json: decoding.readVarString(decoder) };
    case MessageType.event: {
      const event = parseRoomEvent(decoding.readVarString(decoder));
      return event ? { type: "event", event } : { type: "unknown" };
    }
    default:
      // A newer server may say more than this client understands.
      return { type: "unknown" };
  }
}

function decodeSync(decoder: decoding.Decoder): ServerMessage {
  const kind = decoding.readVarUint(decoder);
  const body = decoding.readVarUint8Array(decoder);
  switch (kind) {
    case SyncType.step1:
      return { type: "step1", stateVector: body };
    case SyncType.step2:
      return { type: "step2", update: body };
    case SyncType.update:
      return { type: "update", update: body };
    default:
      return { type: "unknown" };
  }
}

function readHello(json: string): Hello {
  const value = JSON.parse(json) as Partial<Record<keyof Hello, unknown>>;
  return {
    participant: String(value.participant),
    role: readRole(value.role),
    name: String(value.name),
  };
}

function frame(body: Uint8Array, ...types: number[]): Uint8Array<ArrayBuffer> {
  const encoder = encoding.createEncoder();
  for (const type of types) encoding.writeVarUint(encoder, type);
  encoding.writeVarUint8Array(encoder, body);
  return encoding.toUint8Array(encoder);
}
