/**
 * The smallest single replacement that turns one text into another; never splits a pair.
 * Nor does it end behind a half that stands alone: Monaco would take that for the inside of a pair
 * and widen the edit.
 */

export interface Replacement {
  readonly offset: number;
  readonly length: number;
  readonly text: string;
}

export function diffText(from: string, to: string): Replacement | undefined {
  if (from === to) return undefined;
  const shorter = Math.min(from.length, to.length);
  let start = 0;
  while (start < shorter && from.charCodeAt(start) === to.charCodeAt(start)) start += 1;
  if (start > 0 && isHighSurrogate(from.charCodeAt(start - 1))) start -= 1;
  let end = 0;
  while (
    end < shorter - start &&
    from.charCodeAt(from.length - 1 - end) === to.charCodeAt(to.length - 1 - end)
  ) {
    end += 1;
  }
  if (end > 0 && isLowSurrogate(from.charCodeAt(from.length - end))) end -= 1;
  while (end > 0 && isHighSurrogate(from.charCodeAt(from.length - end - 1))) end -= 1;
  return {
    offset: start,
    length: from.length - start - end,
    text: to.slice(start, to.length - end),
  };
}

export function isHighSurrogate(code: number): boolean {
  return (code & 0xfc00) === 0xd800;
}

export function isLowSurrogate(code: number): boolean {
  return (code & 0xfc00) === 0xdc00;
}
