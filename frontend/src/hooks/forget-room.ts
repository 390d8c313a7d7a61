/** Leaves a room for good: it forgets the person, and this browser the room. */

import { ApiProblem } from "../api/problem.ts";
import { forgetMe } from "../api/rooms.ts";
import { AdmissionRefused } from "../collab/admission.ts";
import type { LiveRoom } from "../collab/live-room.ts";
import { forgetRoom } from "../remembered/recent-rooms.ts";
import {
  forgetResumeKey,
  forgetRoomKeys,
  recallResumeKey,
  rememberResumeKey,
} from "../remembered/room-keys.ts";

// The room does not know us, or is gone: there is nothing that it could forget.
const NOTHING_TO_FORGET: readonly number[] = [401, 404, 410];

/** Asks the room to forget us; throws where it could not be asked. */
export async function forgetThere(
  roomId: string,
  freshToken: () => Promise<string>,
): Promise<void> {
  let resumeKey: string | undefined;
  try {
    const token = await freshToken();
    resumeKey = recallResumeKey(roomId);
    // Before the room closes our sockets: other tabs tell by it that nobody sent them out.
    forgetResumeKey(roomId);
    await forgetMe(roomId, token);
  } catch (error) {
    if (error instanceof AdmissionRefused || isNothing(error)) return;
    if (resumeKey !== undefined) rememberResumeKey(roomId, resumeKey);
    throw error;
  }
}

/** Takes every trace of the room out of this browser. */
export async function forgetHere(roomId: string, live: LiveRoom): Promise<void> {
  await live.forgetCopy().catch(() => undefined);
  live.chat.forget();
  forgetRoom(roomId);
  forgetRoomKeys(roomId);
}

function isNothing(error: unknown): boolean {
  return error instanceof ApiProblem && NOTHING_TO_FORGET.includes(error.status);
}
