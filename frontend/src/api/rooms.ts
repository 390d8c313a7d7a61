/** The calls about rooms and who is in them. */

import { call } from "./client.ts";

export interface Room {
  readonly id: string;
  readonly name: string;
  readonly language: string;
  readonly url: string;
}

export interface RoomCreated extends Room {
  readonly owner_key: string;
}

export interface RoomUser {
  readonly user_id: string;
  readonly username: string;
  readonly role: string;
}

export interface Join {
  readonly user_id: string;
  readonly username: string;
  readonly users: readonly RoomUser[];
  readonly role: string;
  readonly token: string;
  readonly resume_key: string;
  readonly epoch: string;
  readonly realtime_url: string;
  readonly room: Room;
}

export function createRoom(input: { name: string; language: string }): Promise<RoomCreated> {
  return call("POST", "/api/rooms/", { body: input });
}

export function getRoom(roomId: string, signal?: AbortSignal): Promise<Room> {
  return call("GET", roomPath(roomId), { signal });
}

export interface JoinInput {
  readonly username: string;
  readonly resumeKey?: string | undefined;
  readonly ownerKey?: string | undefined;
}

export function joinRoom(
  roomId: string,
  { username, resumeKey, ownerKey }: JoinInput,
  signal?: AbortSignal,
): Promise<Join> {
  return call("POST", `${roomPath(roomId)}join/`, {
    body: { username, resume_key: resumeKey },
    bearer: ownerKey,
    signal,
  });
}

export function leaveRoom(roomId: string, userId: string, token: string): Promise<unknown> {
  return call("POST", `${roomPath(roomId)}leave/`, { body: { user_id: userId }, bearer: token });
}

export async function listUsers(
  roomId: string,
  signal?: AbortSignal,
): Promise<readonly RoomUser[]> {
  const answer = await call<{ users: readonly RoomUser[] }>("GET", `${roomPath(roomId)}users/`, {
    signal,
  });
  return answer.users;
}

function roomPath(roomId: string): string {
  return `/api/rooms/${encodeURIComponent(roomId)}/`;
}
