/** The calls about further links, and about who owns a room. */

import { api, bearerOf, dataOf } from "./client.ts";
import type { components } from "./schema.gen.ts";

type Schemas = components["schemas"];

export type InviteLink = Schemas["Invite"];
export type InviteInput = Schemas["InviteCreateInput"];
export type NewInviteLink = Schemas["InviteCreated"];
export type Transfer = Schemas["TransferOffered"];

export async function listInvites(
  roomId: string,
  ownerKey: string,
  signal?: AbortSignal,
): Promise<readonly InviteLink[]> {
  const options = { ...room(roomId), ...bearerOf(ownerKey), ...(signal && { signal }) };
  return (await dataOf(api.GET("/api/rooms/{room_id}/links/", options))).links;
}

/** Its key is in this answer alone. */
export function createInvite(
  roomId: string,
  input: InviteInput,
  ownerKey: string,
): Promise<NewInviteLink> {
  const options = { ...room(roomId), ...bearerOf(ownerKey), body: input };
  return dataOf(api.POST("/api/rooms/{room_id}/links/", options));
}

export async function revokeInvite(
  roomId: string,
  inviteId: string,
  people: "stay" | "remove",
  ownerKey: string,
): Promise<void> {
  const params = { path: { room_id: roomId, invite_id: inviteId }, query: { people } };
  const options = { params, ...bearerOf(ownerKey) };
  await api.DELETE("/api/rooms/{room_id}/links/{invite_id}/", options);
}

/** A code that works once, within minutes; making another voids it. */
export function offerTransfer(roomId: string, ownerKey: string): Promise<Transfer> {
  const options = { ...room(roomId), ...bearerOf(ownerKey) };
  return dataOf(api.POST("/api/rooms/{room_id}/transfer/", options));
}

/** Answers the new owner key: the former one is void. */
export async function redeemTransfer(roomId: string, code: string): Promise<string> {
  const options = { ...room(roomId), body: { code } };
  return (await dataOf(api.POST("/api/rooms/{room_id}/transfer/redeem/", options))).owner_key;
}

function room(roomId: string) {
  return { params: { path: { room_id: roomId } } };
}
