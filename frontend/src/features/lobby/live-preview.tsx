/** Two people in one file, played on Home: what a room feels like, before one is made. */

import { useEffect, useState } from "react";
import { Avatar } from "../../components/ui/avatar.tsx";
import {
  PREVIEW,
  type PreviewLine,
  type Token,
  type TokenKind,
  TYPISTS,
} from "./preview-script.ts";

const KEYSTROKE_MS = 70;
// Both rest at the end before the file is played again.
const REST_KEYSTROKES = 60;

const COLORS: Readonly<Record<TokenKind, string>> = {
  plain: "",
  keyword: "text-[light-dark(#8a2f6b,#e59acb)]",
  number: "text-[light-dark(#a14a0c,#f0b27a)]",
  type: "text-[light-dark(#2a5bb0,#8fb8f5)]",
  comment: "text-ink-3 italic",
};

const LONGEST = Math.max(
  ...TYPISTS.map((_, typist) =>
    PREVIEW.filter((line) => line.typist === typist).reduce((sum, line) => sum + lengthOf(line), 0),
  ),
);

export function LivePreview() {
  const rows = rowsAfter(useTyping());
  return (
    <figure
      role="img"
      aria-label="Two people, Mara and Jonas, typing in the same Python file at once"
      className="min-w-0 overflow-hidden rounded-2xl border border-line bg-surface shadow-lift"
    >
      <div className="flex h-12 items-center gap-3 border-line border-b bg-canvas px-4">
        <span className="font-mono text-ink-2 text-sm">paths.py</span>
        <span className="ml-auto flex items-center gap-2 text-ink-2 text-sm">
          <span className="size-2 rounded-full bg-accent" /> Saved
        </span>
        <span className="flex gap-1">
          {TYPISTS.map(({ name, color }) => (
            <Avatar key={name} name={name} color={color} className="size-6 text-xs" />
          ))}
        </span>
      </div>
      <div
        className="overflow-hidden py-4 font-mono text-xs/6 sm:text-[0.8125rem]/7 xl:text-[0.875rem]/7"
        // Lines come while one looks: the page around must not move.
        style={{ height: `calc(${PREVIEW.length}lh + 2rem)` }}
      >
        {rows.map(({ key, tokens, caretOf }, index) => (
          <div key={key} className="flex whitespace-pre pr-4">
            <span className="w-10 shrink-0 pr-4 text-right text-ink-3 sm:w-14 sm:pr-6">
              {index + 1}
            </span>
            {tokens.map(([kind, text], at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: tokens never change places
              <span key={at} className={COLORS[kind]}>
                {text}
              </span>
            ))}
            {caretOf === undefined ? null : <Caret typist={caretOf} />}
          </div>
        ))}
      </div>
    </figure>
  );
}

function Caret({ typist }: { readonly typist: 0 | 1 }) {
  const { name, color } = TYPISTS[typist];
  return (
    <span className={`peer-${color} relative w-0`}>
      <span className="absolute inset-y-1 -ml-px w-0.5 bg-(--peer)" />
      <span className="peer-label absolute bottom-full left-0 -mb-1" data-visible>
        {name}
      </span>
    </span>
  );
}

/** Keystrokes so far; those who asked for less motion see the finished file. */
function useTyping(): number {
  const [typed, setTyped] = useState(() => (prefersStill() ? LONGEST : 1));
  useEffect(() => {
    if (prefersStill()) return;
    const timer = setInterval(() => {
      setTyped((count) => (count > LONGEST + REST_KEYSTROKES ? 1 : count + 1));
    }, KEYSTROKE_MS);
    return () => clearInterval(timer);
  }, []);
  return typed;
}

function prefersStill(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

interface Row {
  readonly key: number;
  readonly tokens: readonly Token[];
  readonly caretOf?: 0 | 1;
}

/** The file after so many keystrokes of each; lines that nobody has begun are not there yet. */
function rowsAfter(keystrokes: number): readonly Row[] {
  const left: [number, number] = [keystrokes, keystrokes];
  const carets: [number, number] = [-1, -1];
  const rows: Row[] = [];
  for (const [key, line] of PREVIEW.entries()) {
    const { typist, tokens } = line;
    if (typist === undefined) {
      rows.push({ key, tokens });
    } else if (left[typist] > 0) {
      carets[typist] = rows.length;
      rows.push({ key, tokens: cut(tokens, left[typist]) });
      left[typist] -= lengthOf(line);
    }
  }
  return rows.map((row, index) => {
    const caretOf = carets.indexOf(index);
    return caretOf === 0 || caretOf === 1 ? { ...row, caretOf } : row;
  });
}

function cut(tokens: readonly Token[], length: number): readonly Token[] {
  let left = length;
  return tokens.map(([kind, text]) => {
    const shown = text.slice(0, Math.max(0, left));
    left -= text.length;
    return [kind, shown];
  });
}

function lengthOf({ tokens }: PreviewLine): number {
  return tokens.reduce((sum, [, text]) => sum + text.length, 0);
}
