/** Joins a room over HTTP, as the connection wants it: who we are, or a refusal for good. */

import { ApiProblem } from "../api/problem.ts";
import { type Join, joinRoom } from "../api/rooms.ts";
import { type Admission, AdmissionRefused } from "../collab/admission.ts";
import { readRole } from "../collab/role.ts";
import type { EndReason } from "../collab/room-status.ts";
import {
  forgetOwnerKey,
  recallLinkKey,
  recallOwnerKey,
  recallResumeKey,
  rememberResumeKey,
} from "../remembered/room-keys.ts";

// For a server that names none; its join answer is what counts.
const REALTIME_URL = import.meta.env.VITE_REALTIME_URL || "/ws";

const REASONS: Readonly<Partial<Record<number, EndReason>>> = {
  400: "refused",
  401: "forbidden",
  403: "forbidden",
  404: "not-found",
  410: "deleted",
};

// The server's names for what one status can mean.
const REASONS_BY_CODE: Readonly<Partial<Record<string, EndReason>>> = {
  "room-full": "full",
  "link-closed": "link-closed",
  removed: "removed",
  "room-locked": "locked",
  "password-required": "password",
  "password-wrong": "password-wrong",
  "too-many-tries": "password-tries",
};
// For a server in between that dropped the header.
const SOME_SECONDS = 60;

export async function admit(
  roomId: string,
  username: string,
  onJoin: (join: Join) => void,
  signal: AbortSignal,
  password?: string,
): Promise<Admission> {
  const join = await joinOnce(roomId, username, signal, password).catch((error: unknown) => {
    throw refusal(error);
  });
  rememberResumeKey(roomId, join.resume_key);
  onJoin(join);
  return {
    userId: join.user_id,
    username: join.username,
    role: readRole(join.role),
    token: join.token,
    epoch: join.epoch,
    realtimeUrl: join.realtime_url || REALTIME_URL,
    roomName: join.room.name,
  };
}

async function joinOnce(
  roomId: string,
  username: string,
  signal: AbortSignal,
  password: string | undefined,
): Promise<Join> {
  const ownerKey = recallOwnerKey(roomId);
  const resumeKey = recallResumeKey(roomId);
  const linkKey = recallLinkKey(roomId);
  try {
    const input = { username, resumeKey, ownerKey, linkKey, password };
    return await joinRoom(roomId, input, signal);
  } catch (error) {
    if (!(error instanceof ApiProblem && error.code === "owner-key-invalid")) throw error;
    // A key that opens nothing any more must not keep its holder out of an open room.
    forgetOwnerKey(roomId);
    return joinRoom(roomId, { username, resumeKey, linkKey, password }, signal);
  }
}

function refusal(error: unknown): unknown {
  if (!(error instanceof ApiProblem)) return error;
  const reason = REASONS_BY_CODE[error.code] ?? REASONS[error.status];
  if (!reason) return error;
  const seconds = reason === "password-tries" ? (error.retryAfter ?? SOME_SECONDS) : undefined;
  const retryAt = seconds === undefined ? undefined : Date.now() + seconds * 1_000;
  return new AdmissionRefused(reason, error.firstMessage, retryAt);
}
