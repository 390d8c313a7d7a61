/** Finds the room that a pasted link or id means. */

const ID = /^[0-9a-z-]{8,64}$/i;

export function roomIdOf(input: string): string | undefined {
  const text = input.trim();
  const id = /\/room\/([^/?#\s]+)/.exec(text)?.[1] ?? text;
  return ID.test(id) ? id.toLowerCase() : undefined;
}
