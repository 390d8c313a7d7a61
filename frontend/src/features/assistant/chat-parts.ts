/** A summary as messages of the chat: without Markdown's marks, in parts that each fit. */

import { MAX_CHAT_LENGTH } from "../../collab/chat-messages.ts";

const FENCE = /^\s*(```|~~~)/;
const HEADING = /^#{1,6}\s+/;
// As `markdown.tsx` reads them; code keeps its marks, which the chat reads as well.
const INLINE = /\\([!-/:-@[-`{-~])|(`[^`]+`)|\*\*([^*]+)\*\*|!?\[([^\]]*)\]\(([^)\s]*)\)/g;

export function chatParts(markdown: string): readonly string[] {
  const parts: string[] = [];
  let part = "";
  for (const line of plainLines(markdown)) {
    for (const piece of piecesOf(line)) {
      if (part.length + piece.length + 1 > MAX_CHAT_LENGTH) {
        parts.push(part);
        part = "";
      }
      part += part === "" ? piece : `\n${piece}`;
    }
  }
  parts.push(part);
  return parts.map((text) => text.trim()).filter((text) => text !== "");
}

function plainLines(markdown: string): readonly string[] {
  let isCode = false;
  return markdown
    .replaceAll("\r", "")
    .split("\n")
    .map((line) => {
      if (FENCE.test(line)) {
        isCode = !isCode;
        return "```";
      }
      return isCode ? line : plain(line.replace(HEADING, ""));
    });
}

function plain(line: string): string {
  return line.replace(INLINE, (_all, escaped, code, strong, label, address) => {
    if (escaped !== undefined) return escaped;
    if (code !== undefined) return code;
    if (strong !== undefined) return plain(strong);
    return address === "" || address === label ? label : `${label} (${address})`;
  });
}

/** A line that is longer than a message is cut. */
function piecesOf(line: string): readonly string[] {
  if (line.length <= MAX_CHAT_LENGTH) return [line];
  return [line.slice(0, MAX_CHAT_LENGTH), ...piecesOf(line.slice(MAX_CHAT_LENGTH))];
}
