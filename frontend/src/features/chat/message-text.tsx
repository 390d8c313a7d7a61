/** What somebody wrote, as elements and never as HTML. */

import { memo, useMemo, useState } from "react";
import { type Block, type Piece, parseChatText } from "../../collab/chat-text.ts";
import { CopyButton } from "../../components/ui/copy-button.tsx";

// A message that fills the panel several times over is opened by who wants to read it.
const MAX_LINES = 30;
const SHOWN_LINES = 20;

export const MessageText = memo(function MessageText({ text }: { readonly text: string }) {
  const [isWhole, setWhole] = useState(false);
  const lines = useMemo(() => text.split(/\r\n?|\n/u), [text]);
  const isLong = lines.length > MAX_LINES && !isWhole;
  const blocks = useMemo(
    () => parseChatText(isLong ? lines.slice(0, SHOWN_LINES).join("\n") : text),
    [isLong, lines, text],
  );
  return (
    <div className="chat-text">
      {blocks.map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: blocks have no other name
        <BlockView key={index} block={block} />
      ))}
      {isLong ? (
        <button type="button" className="chat-more" onClick={() => setWhole(true)}>
          Show all {lines.length} lines
        </button>
      ) : null}
    </div>
  );
});

function BlockView({ block }: { readonly block: Block }) {
  if (block.type === "code") {
    return (
      <div className="chat-code" data-testid="chat-code">
        <pre>
          <code>
            <Pieces pieces={block.pieces} />
          </code>
        </pre>
        <div className="chat-code-bar">
          <span className="min-w-0 truncate">{block.language}</span>
          <CopyButton text={block.text} label="Copy the code" testId="copy-code" />
        </div>
      </div>
    );
  }
  return (
    <div>
      {block.lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name
        <p key={index} dir="auto">
          {line.length === 0 ? <br /> : <Pieces pieces={line} inline />}
        </p>
      ))}
    </div>
  );
}

interface PiecesProps {
  readonly pieces: readonly Piece[];
  readonly inline?: boolean;
}

function Pieces({ pieces, inline = false }: PiecesProps) {
  return pieces.map((piece, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no other name
    <PieceView key={index} piece={piece} inline={inline} />
  ));
}

function PieceView({ piece, inline }: { readonly piece: Piece; readonly inline: boolean }) {
  switch (piece.type) {
    case "link":
      return (
        <a href={piece.href} title={piece.host} target="_blank" rel="noopener noreferrer nofollow">
          {piece.text}
        </a>
      );
    case "hidden":
      return (
        <span className="chat-hidden" title="Characters that are not shown">
          {piece.text}
        </span>
      );
    case "code":
      return inline ? <code>{piece.text}</code> : piece.text;
    case "text":
      return piece.text;
  }
}
