/** What lets a connection into a room, and how being refused is told. */

import type { Role } from "./role.ts";
import type { EndReason } from "./room-status.ts";

/** What a join answers: who we are, and what opens the socket. */
export interface Admission {
  readonly userId: string;
  readonly username: string;
  readonly role: Role;
  readonly token: string;
  readonly epoch: string;
  /** Absolute, or a path on the page's own origin. */
  readonly realtimeUrl: string;
  /** For the copy in this browser, which has to be called something while the server is away. */
  readonly roomName?: string;
}

/** Thrown by a join when asking again would not help; any other error is tried again. */
export class AdmissionRefused extends Error {
  readonly reason: EndReason;
  /** When to try again, in milliseconds since 1970, where the server said so. */
  readonly retryAt: number | undefined;

  constructor(reason: EndReason, message: string, retryAt?: number) {
    super(message);
    this.name = "AdmissionRefused";
    this.reason = reason;
    this.retryAt = retryAt;
  }
}

export function socketUrl({ realtimeUrl, token }: Admission, roomId: string): string {
  const url = new URL(realtimeUrl, globalThis.location?.href);
  url.protocol = url.protocol.replace(/^http/, "ws");
  url.pathname = `${url.pathname.replace(/\/$/, "")}/${encodeURIComponent(roomId)}`;
  url.searchParams.set("token", token);
  url.searchParams.set("coterie", "1");
  return url.href;
}
