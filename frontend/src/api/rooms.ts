/** The calls about rooms and who is in them. */

import { api, bearerOf, dataOf } from "./client.ts";
import type { components } from "./schema.gen.ts";

type Schemas = components["schemas"];

export type Room = Schemas["Room"];
export type RoomCreated = Schemas["RoomCreated"];
export type RoomPage = Schemas["RoomPage"];
export type RoomUser = Schemas["Participant"];
export type Join = Schemas["RoomJoined"];
export type RoomChange = Schemas["RoomUpdateInput"];

export function createRoom(input: Schemas["RoomCreateInput"]): Promise<RoomCreated> {
  return dataOf(api.POST("/api/rooms/", { body: input }));
}

export function listPublicRooms(page: number, signal?: AbortSignal): Promise<RoomPage> {
  const params = { query: { page } };
  return dataOf(api.GET("/api/rooms/", { params, ...(signal && { signal }) }));
}

/** With an owner key or a room token, the answer's abilities are those of its holder. */
export function getRoom(roomId: string, signal?: AbortSignal, bearer?: string): Promise<Room> {
  const options = { ...room(roomId), ...bearerOf(bearer), ...(signal && { signal }) };
  return dataOf(api.GET("/api/rooms/{room_id}/", options));
}

export function changeRoom(roomId: string, change: RoomChange, bearer: string): Promise<Room> {
  const options = { ...room(roomId), ...bearerOf(bearer), body: change };
  return dataOf(api.PATCH("/api/rooms/{room_id}/", options));
}

export async function deleteRoom(roomId: string, ownerKey: string): Promise<void> {
  await api.DELETE("/api/rooms/{room_id}/", { ...room(roomId), ...bearerOf(ownerKey) });
}

export async function extendRoom(roomId: string, ownerKey: string): Promise<Room> {
  const options = { ...room(roomId), ...bearerOf(ownerKey) };
  return dataOf(api.POST("/api/rooms/{room_id}/extend/", options));
}

/** All older links, further ones too, no longer admit afterwards; `people`: who came by them. */
export async function rotateLink(
  roomId: string,
  people: "stay" | "remove",
  ownerKey: string,
): Promise<string> {
  const options = { ...room(roomId), ...bearerOf(ownerKey), body: { people } };
  return (await dataOf(api.POST("/api/rooms/{room_id}/link/", options))).link_key;
}

export interface JoinInput {
  readonly username: string;
  readonly resumeKey?: string | undefined;
  readonly ownerKey?: string | undefined;
  readonly linkKey?: string | undefined;
  readonly password?: string | undefined;
}

export async function joinRoom(
  roomId: string,
  { username, resumeKey, ownerKey, linkKey, password }: JoinInput,
  signal?: AbortSignal,
): Promise<Join> {
  const body = {
    username,
    ...(resumeKey !== undefined && { resume_key: resumeKey }),
    ...(linkKey !== undefined && { key: linkKey }),
    ...(password !== undefined && { password }),
  };
  const options = { ...room(roomId), ...bearerOf(ownerKey), body, ...(signal && { signal }) };
  return dataOf(api.POST("/api/rooms/{room_id}/join/", options));
}

export async function leaveRoom(roomId: string, userId: string, token: string): Promise<void> {
  const body = { user_id: userId };
  await api.POST("/api/rooms/{room_id}/leave/", { ...room(roomId), ...bearerOf(token), body });
}

/** Name, resume key and token are void afterwards, in every tab; what one wrote stays. */
export async function forgetMe(roomId: string, token: string): Promise<void> {
  await api.POST("/api/rooms/{room_id}/forget/", { ...room(roomId), ...bearerOf(token) });
}

/** Of a room that is closed to strangers, only those in it are told: their token says so. */
export async function listUsers(
  roomId: string,
  token: string,
  signal?: AbortSignal,
): Promise<readonly RoomUser[]> {
  const options = { ...room(roomId), ...bearerOf(token), ...(signal && { signal }) };
  return (await dataOf(api.GET("/api/rooms/{room_id}/users/", options))).users;
}

export async function changeRole(
  roomId: string,
  userId: string,
  role: "editor" | "viewer",
  ownerKey: string,
): Promise<void> {
  const options = { ...user(roomId, userId), ...bearerOf(ownerKey), body: { role } };
  await api.PATCH("/api/rooms/{room_id}/users/{user_id}/", options);
}

/** Answers the key of the room's new link: the one that the removed person knows is void. */
export async function removeUser(
  roomId: string,
  userId: string,
  ownerKey: string,
): Promise<string> {
  const options = { ...user(roomId, userId), ...bearerOf(ownerKey) };
  return (await dataOf(api.DELETE("/api/rooms/{room_id}/users/{user_id}/", options))).link_key;
}

function room(roomId: string) {
  return { params: { path: { room_id: roomId } } };
}

function user(roomId: string, userId: string) {
  return { params: { path: { room_id: roomId, user_id: userId } } };
}
