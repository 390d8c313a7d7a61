/** Peers' awareness states are untrusted input: what does not fit is clamped or ignored. */

import * as Y from "yjs";
import * as z from "zod/mini";
import { inertText } from "./inert-text.ts";
import { PALETTE_SIZE } from "./palette.ts";

const MAX_NAME_CHARACTERS = 50;
const MAX_ID_CHARACTERS = 64;
// More than a room gives in its life; far from where numbers lose their ones.
const MAX_SEAT = 1_000_000_000;

export interface PeerSelection {
  readonly anchor: Y.RelativePosition;
  readonly head: Y.RelativePosition;
}

/** How a connection takes part in the room's call [CA1]. */
export interface PeerCall {
  readonly peer: string;
  /** Where signals for it go, as the server says. */
  readonly connection: string;
  readonly seat: number;
  readonly audio: boolean;
  readonly video: boolean;
  readonly screen: boolean;
}

/** One connection's state, fit to be shown. */
export interface Peer {
  readonly clientId: number;
  readonly userId: string;
  readonly name: string;
  /** An index into the palette, never a CSS colour. */
  readonly color: number;
  readonly file: string | null;
  readonly selection: PeerSelection | null;
  readonly call: PeerCall | null;
}

const yjsId = z.object({
  client: z.int().check(z.nonnegative()),
  clock: z.int().check(z.nonnegative()),
});

const relativePosition = z.object({
  type: z.nullish(yjsId),
  tname: z.nullish(z.string().check(z.maxLength(256))),
  item: z.nullish(yjsId),
  assoc: z.nullish(z.int()),
});

const selection = z.object({ anchor: relativePosition, head: relativePosition });

const flag = z.catch(z.boolean(), false);

const call = z.object({
  peer: z.string().check(z.minLength(1), z.maxLength(MAX_ID_CHARACTERS)),
  connection: z.string().check(z.minLength(1), z.maxLength(MAX_ID_CHARACTERS)),
  seat: z.int().check(z.nonnegative(), z.maximum(MAX_SEAT)),
  audio: flag,
  video: flag,
  screen: flag,
});

const state = z.object({
  user: z.object({
    id: z.string().check(z.minLength(1), z.maxLength(MAX_ID_CHARACTERS)),
    name: z.string(),
    color: z.catch(z.nullish(z.int()), null),
  }),
  file: z.catch(z.nullish(z.string().check(z.maxLength(MAX_ID_CHARACTERS))), null),
  selection: z.catch(z.nullish(selection), null),
  call: z.catch(z.nullish(call), null),
});

export function parsePeer(clientId: number, raw: unknown): Peer | undefined {
  const parsed = z.safeParse(state, raw);
  if (!parsed.success) return undefined;
  const { user, file, selection, call } = parsed.data;
  return {
    clientId,
    userId: user.id,
    name: inertText(user.name, MAX_NAME_CHARACTERS) || "Guest",
    color: wrap(user.color ?? clientId),
    file: file ?? null,
    selection: selection
      ? {
          anchor: Y.createRelativePositionFromJSON(selection.anchor),
          head: Y.createRelativePositionFromJSON(selection.head),
        }
      : null,
    call: call ?? null,
  };
}

function wrap(color: number): number {
  return ((color % PALETTE_SIZE) + PALETTE_SIZE) % PALETTE_SIZE;
}
