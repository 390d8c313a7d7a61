/** The call about what happened in a room, and when. */

import { api, bearerOf, dataOf } from "./client.ts";
import type { components } from "./schema.gen.ts";

export type RoomAnalytics = components["schemas"]["RoomAnalytics"];
export type Activity = components["schemas"]["Activity"];
export type Span = RoomAnalytics["span"];

/** `bearer` is an owner key, a room token, or the resume key of somebody who is or was there. */
export function getRoomAnalytics(
  roomId: string,
  span: Span,
  bearer: string,
  signal: AbortSignal,
): Promise<RoomAnalytics> {
  const params = { path: { room_id: roomId }, query: { span } };
  const options = { params, ...bearerOf(bearer), signal };
  return dataOf(api.GET("/api/rooms/{room_id}/analytics/", options));
}
