/** Keeps the lines that we look at in place while others add or remove some above them. */

import type { editor } from "monaco-editor/editor";
import type { Replacement } from "./text-diff.ts";

const NOTHING = (): void => undefined;
// ScrollType.Immediate: a smooth scroll would show the jump that this avoids.
const IMMEDIATE = 1 as editor.ScrollType;

/** Call before the edits are applied; the answer scrolls back afterwards. */
export function keepView(
  codeEditor: editor.ICodeEditor | undefined,
  model: editor.ITextModel,
  edits: readonly Replacement[],
): () => void {
  const scrollTop = codeEditor?.getScrollTop() ?? 0;
  // Whoever is at the very top wants to stay there.
  if (!codeEditor || scrollTop === 0) return NOTHING;
  const topLine = codeEditor.getVisibleRanges()[0]?.startLineNumber;
  if (topLine === undefined) return NOTHING;
  const growth = linesGrownBefore(
    model.getOffsetAt({ lineNumber: topLine, column: 1 }),
    model,
    edits,
  );
  if (growth === 0) return NOTHING;
  const distance = scrollTop - codeEditor.getTopForLineNumber(topLine);
  return () => {
    codeEditor.setScrollTop(codeEditor.getTopForLineNumber(topLine + growth) + distance, IMMEDIATE);
  };
}

function linesGrownBefore(
  top: number,
  model: editor.ITextModel,
  edits: readonly Replacement[],
): number {
  let growth = 0;
  for (const { offset, length, text } of edits) {
    if (offset + length > top || (offset === top && length === 0)) continue;
    const removed =
      model.getPositionAt(offset + length).lineNumber - model.getPositionAt(offset).lineNumber;
    growth += text.split("\n").length - 1 - removed;
  }
  return growth;
}
