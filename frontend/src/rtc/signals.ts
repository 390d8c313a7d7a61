/** What two peers say to each other (docs/protocol.md §8); what comes in is untrusted. */

import * as z from "zod/mini";

export const MEDIA_KINDS = ["microphone", "camera", "screen", "screen-audio"] as const;
export type MediaKind = (typeof MEDIA_KINDS)[number];

/** Which media a description's sender sends, by m-line [CA6]. */
export type MediaMap = Readonly<Record<string, MediaKind>>;

const MAX_ID = 64;
// The server's bound for a whole signal.
const MAX_SDP = 65_536;
const MAX_CANDIDATE = 1_024;

const id = z.string().check(z.minLength(1), z.maxLength(MAX_ID));
const head = {
  from: id,
  peer: id,
  for: id,
  epoch: z._default(z.int().check(z.positive()), 1),
};

const description = z.object({
  ...head,
  kind: z.enum(["offer", "answer"]),
  sdp: z.string().check(z.maxLength(MAX_SDP)),
  media: z.optional(z.catch(z.record(z.string(), z.enum(MEDIA_KINDS)), {})),
});

const candidate = z.object({
  ...head,
  kind: z.literal("ice-candidate"),
  candidate: z.nullable(
    z.object({
      candidate: z.string().check(z.maxLength(MAX_CANDIDATE)),
      sdpMid: z.nullish(z.string().check(z.maxLength(MAX_ID))),
      sdpMLineIndex: z.nullish(z.int().check(z.nonnegative())),
      usernameFragment: z.nullish(z.string().check(z.maxLength(MAX_CANDIDATE))),
    }),
  ),
});

const renewal = z.object({ ...head, kind: z.literal("renew") });

const peerSignal = z.discriminatedUnion("kind", [description, candidate, renewal]);

export type CandidateSignal = z.infer<typeof candidate>;
export type PeerSignal = z.infer<typeof peerSignal>;
export type DescriptionSignal = z.infer<typeof description>;

/** What a peer says; who it is from and for is added where it is sent. */
export type OutgoingSignal = { readonly epoch: number } & (
  | { readonly kind: "offer" | "answer"; readonly sdp: string; readonly media: MediaMap }
  | { readonly kind: "ice-candidate"; readonly candidate: RTCIceCandidateInit | null }
  | { readonly kind: "renew" }
);

/** Undefined for what is no signal between peers. */
export function parseSignal(raw: unknown): PeerSignal | undefined {
  const parsed = z.safeParse(peerSignal, raw);
  return parsed.success ? parsed.data : undefined;
}
