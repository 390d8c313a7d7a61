/** The colours that tell people apart are numbers here; styles/theme.css says what they look like. */

export const PALETTE_SIZE = 8;

/** A colour for a participant that is the same in all of their tabs. */
export function paletteIndex(participantId: string): number {
  let hash = 0;
  for (const character of participantId) {
    hash = (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) >>> 0;
  }
  return hash % PALETTE_SIZE;
}

/** The preferred colour, or the next one that nobody else wears. */
export function freeColor(preferred: number, taken: ReadonlySet<number>): number {
  for (let step = 0; step < PALETTE_SIZE; step += 1) {
    const color = (preferred + step) % PALETTE_SIZE;
    if (!taken.has(color)) return color;
  }
  return preferred;
}
