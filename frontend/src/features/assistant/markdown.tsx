/**
 * Shows the little Markdown that summaries are written in. It makes elements, never HTML; links go
 * to http(s) alone; pictures are shown as their text, since fetching them would tell somebody.
 */

import { Fragment, type ReactNode } from "react";

export function Markdown({ text }: { readonly text: string }) {
  return (
    <div className="markdown" data-testid="markdown">
      {blocks(text).map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: blocks have no other name
        <Fragment key={index}>{block}</Fragment>
      ))}
    </div>
  );
}

const FENCE = /^\s*(```|~~~)/;
const HEADING = /^(#{1,6})\s+(.*)$/;
const ITEM = /^\s*(?:[-*+]|\d+[.)])\s+(.*)$/;

function blocks(text: string): ReactNode[] {
  const lines = text.replaceAll("\r", "").split("\n");
  const out: ReactNode[] = [];
  let at = 0;
  const take = (test: (line: string) => boolean): string[] => {
    const from = at;
    while (at < lines.length && test(lines[at] ?? "")) at += 1;
    return lines.slice(from, at);
  };
  while (at < lines.length) {
    const line = lines[at] ?? "";
    const heading = HEADING.exec(line);
    if (line.trim() === "") {
      at += 1;
    } else if (FENCE.test(line)) {
      at += 1;
      const code = take((next) => !FENCE.test(next));
      at += 1;
      out.push(<pre>{code.join("\n")}</pre>);
    } else if (heading) {
      at += 1;
      out.push(<h3>{inline(heading[2] ?? "")}</h3>);
    } else if (ITEM.test(line)) {
      const items = take((next) => ITEM.test(next));
      out.push(
        <ul>
          {items.map((item, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: items have no other name
            <li key={index}>{inline(ITEM.exec(item)?.[1] ?? "")}</li>
          ))}
        </ul>,
      );
    } else {
      const words = take(
        (next) =>
          next.trim() !== "" && !FENCE.test(next) && !HEADING.test(next) && !ITEM.test(next),
      );
      out.push(<p>{inline(words.join(" "))}</p>);
    }
  }
  return out;
}

// Escapes and code first: what stands in them is not read further.
const INLINE = /\\([!-/:-@[-`{-~])|`([^`]+)`|\*\*([^*]+)\*\*|!?\[([^\]]*)\]\(([^)\s]*)\)/g;

function inline(text: string): ReactNode[] {
  const out: ReactNode[] = [];
  let at = 0;
  for (const match of text.matchAll(INLINE)) {
    out.push(text.slice(at, match.index));
    const [whole, escaped, code, strong, label, address] = match;
    const key = match.index;
    if (escaped !== undefined) out.push(escaped);
    else if (strong !== undefined) out.push(<strong key={key}>{inline(strong)}</strong>);
    else if (code !== undefined) out.push(<code key={key}>{code}</code>);
    else if (whole.startsWith("!") || !isWeb(address ?? "")) out.push(label);
    else {
      out.push(
        <a key={key} href={address} target="_blank" rel="noopener noreferrer nofollow">
          {label}
        </a>,
      );
    }
    at = match.index + whole.length;
  }
  out.push(text.slice(at));
  return out;
}

function isWeb(address: string): boolean {
  return /^https?:\/\//i.test(address) && URL.canParse(address);
}
