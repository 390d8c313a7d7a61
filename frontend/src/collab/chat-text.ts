/**
 * What a message says, taken apart for showing: lines with links and code in them, and blocks of
 * code. Nothing of it is HTML, and what cannot be seen is made visible.
 */

export type Piece =
  | { readonly type: "text" | "code"; readonly text: string }
  /** To http(s) alone; `host` is where it leads, whatever it looks like. */
  | { readonly type: "link"; readonly text: string; readonly href: string; readonly host: string }
  /** Characters that would hide, reorder or fake what is around them, by their names. */
  | { readonly type: "hidden"; readonly text: string };

export type Block =
  | { readonly type: "lines"; readonly lines: readonly (readonly Piece[])[] }
  | {
      readonly type: "code";
      readonly language: string;
      readonly pieces: readonly Piece[];
      /** To be copied: without what cannot be seen. */
      readonly text: string;
    };

// More names than this tell nobody more.
const MAX_NAMES = 3;

const LINE_ENDS = /\r\n?|[\u2028\u2029]/gu;
const OPENING = /^\s{0,3}```\s*([\w+#.-]{0,24})\s*$/u;
const CLOSING = /^\s{0,3}```\s*$/u;
const BLANK_LINES = /\n(?:[^\S\n]*\n){2,}/gu;
// Letters take a few marks; stacks of them climb over the lines around.
const STACKED_MARKS = /(\p{M}{3})\p{M}+/gu;

// Controls, format characters (bidi marks and overrides, zero-width ones, tags), private use, and
// letters that are drawn as nothing; tabs and the lines of a block are none of them.
const INVISIBLE = "(?![\\t\\n])[\\p{Cc}\\p{Cf}\\p{Co}\\p{Cs}\\u115f\\u1160\\u3164\\uffa0\\u2800]";
// Joiners that belong to what they join: emoji of several, and scripts that are written with them.
const EMOJI = "\\p{Extended_Pictographic}";
const JOINING = [
  "Arabic",
  "Bengali",
  "Devanagari",
  "Gujarati",
  "Gurmukhi",
  "Kannada",
  "Malayalam",
  "Oriya",
  "Sinhala",
  "Tamil",
  "Telugu",
].map((script) => `\\p{Script=${script}}`);
const LETTER = `[${JOINING.join("")}]`;
const JOINER = `(?<=[${EMOJI}\\p{Emoji_Modifier}\\ufe0f])\\u200d(?=${EMOJI})|(?<=${LETTER})[\\u200c\\u200d](?=${LETTER})`;
const HIDDEN = new RegExp(`(?:(?!${JOINER})${INVISIBLE})+`, "gu");

// Code first: what stands in it is not read further.
const INLINE = /```([^`\n]+)```|(?<!`)`([^`\n]+)`(?!`)|(https?:\/\/[^\s\p{C}\p{Z}<>"`]+)/giu;
const OPENINGS: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };
const PUNCTUATION = /[.,;:!?'’”»*_~]$/u;

export function parseChatText(text: string): readonly Block[] {
  const blocks: Block[] = [];
  let lines: string[] = [];
  let code: { language: string; lines: string[] } | null = null;
  const endLines = () => {
    const said = trimBlank(lines.join("\n"));
    if (said !== "") blocks.push({ type: "lines", lines: said.split("\n").map(parseLine) });
    lines = [];
  };
  const endCode = () => {
    if (code) blocks.push(codeBlock(code.language, code.lines.join("\n")));
    code = null;
  };
  for (const line of text.replace(LINE_ENDS, "\n").split("\n")) {
    const opening: RegExpExecArray | null = code ? null : OPENING.exec(line);
    if (code && CLOSING.test(line)) endCode();
    else if (code) code.lines.push(line);
    else if (opening) {
      endLines();
      code = { language: opening[1] ?? "", lines: [] };
    } else lines.push(line);
  }
  // A block that nobody closed goes to the end.
  endCode();
  endLines();
  return blocks;
}

function codeBlock(language: string, code: string): Block {
  const pieces = showable(code.replace(STACKED_MARKS, "$1"));
  const seen = pieces.filter(({ type }) => type !== "hidden");
  return { type: "code", language, pieces, text: seen.map((piece) => piece.text).join("") };
}

function trimBlank(text: string): string {
  return text
    .replace(BLANK_LINES, "\n\n")
    .replace(/^(?:[^\S\n]*\n)+/u, "")
    .trimEnd();
}

function parseLine(line: string): readonly Piece[] {
  const clean = line.replace(STACKED_MARKS, "$1");
  const pieces: Piece[] = [];
  let at = 0;
  for (const match of clean.matchAll(INLINE)) {
    const code = match[1] ?? match[2];
    const link = match[3] === undefined ? null : readLink(match[3]);
    if (code === undefined && link === null) continue;
    pieces.push(...showable(clean.slice(at, match.index)));
    at = match.index + (link ? link.text.length : match[0].length);
    if (link) pieces.push(link);
    else pieces.push(...showable(code ?? "", "code"));
  }
  pieces.push(...showable(clean.slice(at)));
  return pieces;
}

function readLink(match: string): (Piece & { type: "link" }) | null {
  const text = withoutEnd(match);
  if (!URL.canParse(text)) return null;
  const { protocol, host, username, password, href } = new URL(text);
  // A name before the host is a host that one only seems to go to.
  if (!/^https?:$/.test(protocol) || host === "" || username !== "" || password !== "") return null;
  return { type: "link", text, href, host };
}

/** Without what ends the sentence around it. */
function withoutEnd(match: string): string {
  let text = match;
  for (;;) {
    const last = text.at(-1) ?? "";
    const opening = OPENINGS[last];
    const isLoose = opening !== undefined && count(text, last) > count(text, opening);
    if (!isLoose && !PUNCTUATION.test(text)) return text;
    text = text.slice(0, -1);
  }
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}

function showable(text: string, type: "text" | "code" = "text"): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const match of text.matchAll(HIDDEN)) {
    if (match.index > at) pieces.push({ type, text: text.slice(at, match.index) });
    pieces.push({ type: "hidden", text: namesOf(match[0]) });
    at = match.index + match[0].length;
  }
  if (at < text.length) pieces.push({ type, text: text.slice(at) });
  return pieces;
}

function namesOf(run: string): string {
  const characters = [...run];
  const names = characters
    .slice(0, MAX_NAMES)
    .map((one) => `U+${(one.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`);
  const more = characters.length - names.length;
  return names.join(" ") + (more > 0 ? ` and ${more} more` : "");
}
