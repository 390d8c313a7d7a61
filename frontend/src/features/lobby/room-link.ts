/** Finds the room that a pasted link or id means. */

const ID = /^[0-9a-z-]{8,64}$/i;
const KEY = /[?&]k=([^&#\s]+)/;

/** The page of the room, with the link's key where it has one. */
export function roomPathOf(input: string): string | undefined {
  const id = roomIdOf(input);
  if (id === undefined) return undefined;
  const key = KEY.exec(input)?.[1];
  return key === undefined ? `/room/${id}` : `/room/${id}?k=${key}`;
}

export function roomIdOf(input: string): string | undefined {
  const text = input.trim();
  const id = /\/room\/([^/?#\s]+)/.exec(text)?.[1] ?? text;
  return ID.test(id) ? id.toLowerCase() : undefined;
}
