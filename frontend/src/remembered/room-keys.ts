/** What proves to a room that this browser made it, or was in it before. */

import { forget, recall, remember } from "./local-store.ts";

export function recallOwnerKey(roomId: string): string | undefined {
  return text(recall(ownerKey(roomId)));
}

export function rememberOwnerKey(roomId: string, key: string): void {
  remember(ownerKey(roomId), key);
}

export function forgetOwnerKey(roomId: string): void {
  forget(ownerKey(roomId));
}

export function recallResumeKey(roomId: string): string | undefined {
  return text(recall(resumeKey(roomId)));
}

export function rememberResumeKey(roomId: string, key: string): void {
  remember(resumeKey(roomId), key);
}

export function forgetResumeKey(roomId: string): void {
  forget(resumeKey(roomId));
}

/** Whether the room lets this browser in as somebody whom it knows, past its locks and passwords. */
export function isKnownTo(roomId: string): boolean {
  return recallOwnerKey(roomId) !== undefined || recallResumeKey(roomId) !== undefined;
}

/** The key in the room's newest link, where the bare link no longer admits. */
export function recallLinkKey(roomId: string): string | undefined {
  return text(recall(linkKey(roomId)));
}

export function rememberLinkKey(roomId: string, key: string): void {
  remember(linkKey(roomId), key);
}

export function forgetRoomKeys(roomId: string): void {
  for (const name of [ownerKey, resumeKey, linkKey]) forget(name(roomId));
}

function linkKey(roomId: string): string {
  return `room:${roomId}:link-key`;
}

function ownerKey(roomId: string): string {
  return `room:${roomId}:owner-key`;
}

function resumeKey(roomId: string): string {
  return `room:${roomId}:resume-key`;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
