/** Which commands somebody means by what they have typed so far. */

import type { Command } from "../../hooks/commands.ts";

// Nobody looks further down.
const MAX_FOUND = 50;

// A word's beginning is what people type; a letter anywhere is hardly a hint.
const AT_START = 8;
const AT_WORD = 4;
const NEXT_TO_LAST = 3;
const ANYWHERE = 1;

/** All that are not rare without a question; otherwise those that fit, the best first. */
export function findCommands(commands: readonly Command[], question: string): readonly Command[] {
  const letters = question.toLowerCase().replaceAll(/\s+/g, "");
  if (letters === "") return commands.filter(({ isRare }) => !isRare);
  return commands
    .map((command) => ({ command, score: scoreOf(command, letters) }))
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score)
    .slice(0, MAX_FOUND)
    .map(({ command }) => command);
}

function scoreOf({ title, group, isRare }: Command, letters: string): number {
  const own = score(title.toLowerCase(), letters);
  // By its group's name too, but after those that say it themselves.
  const found = Math.max(own, score(`${group} ${title}`.toLowerCase(), letters) / 2);
  return isRare ? found * 0.9 : found;
}

/** 0 where the letters do not all come, in their order. */
function score(text: string, letters: string): number {
  let sum = 0;
  let last = -2;
  for (const letter of letters) {
    const at = bestPlace(text, letter, last + 1);
    if (at < 0) return 0;
    if (at === last + 1) sum += NEXT_TO_LAST;
    sum += at === 0 ? AT_START : isWordStart(text, at) ? AT_WORD : ANYWHERE;
    last = at;
  }
  // Of two that fit alike, the shorter says less besides.
  return sum / (letters.length + text.length / 100);
}

/** The very next letter, else the next word that begins with it, else wherever it comes. */
function bestPlace(text: string, letter: string, from: number): number {
  if (text[from] === letter && from > 0) return from;
  for (let at = text.indexOf(letter, from); at >= 0; at = text.indexOf(letter, at + 1)) {
    if (isWordStart(text, at)) return at;
  }
  return text.indexOf(letter, from);
}

function isWordStart(text: string, at: number): boolean {
  return at === 0 || /[\s:.-]/.test(text[at - 1] ?? "");
}
