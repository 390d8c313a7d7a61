/** Makes a stranger's one-line text harmless to show: no control over direction or layout. */

// Controls, line and paragraph separators, and all format characters: bidi marks and overrides,
// zero-width joiners, soft hyphens, tags.
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}\u115f\u1160\u3164\uffa0\u2800]/gu;
// Letters take a few marks; stacks of them climb over the lines around.
const STACKED_MARKS = /(\p{M}{3})\p{M}+/gu;

export function inertText(text: string, maxCharacters: number): string {
  const clean = text
    .replace(/\s+/gu, " ")
    .replace(INVISIBLE, "")
    .replace(STACKED_MARKS, "$1")
    .trim();
  return [...clean].slice(0, maxCharacters).join("").trim();
}
