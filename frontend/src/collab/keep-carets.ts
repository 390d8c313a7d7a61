/**
 * Keeps our carets where they are when somebody else types exactly there: Monaco would push them
 * behind the new text, and two people typing at one spot would mix their letters.
 */

import type { editor } from "monaco-editor/editor";
import type { Replacement } from "./text-diff.ts";

const NOTHING = (): void => undefined;

/** Call before the edits are applied; the answer puts the carets back afterwards. */
export function keepCarets(
  codeEditor: editor.ICodeEditor | undefined,
  model: editor.ITextModel,
  edits: readonly Replacement[],
): () => void {
  const selections = codeEditor?.getModel() === model ? codeEditor.getSelections() : null;
  if (!codeEditor || !selections) return NOTHING;
  const kept = selections.map((selection) => {
    if (!selection.isEmpty()) return null;
    const caret = model.getOffsetAt(selection.getPosition());
    const pushed = edits.some(({ offset, text }) => offset === caret && text !== "");
    return pushed ? caret + growthBefore(caret, edits) : null;
  });
  if (kept.every((offset) => offset === null)) return NOTHING;
  return () => {
    const moved = codeEditor.getSelections() ?? [];
    // Monaco merges selections that meet; then they no longer match one by one.
    if (moved.length !== kept.length) return;
    codeEditor.setSelections(
      moved.map((selection, index) => {
        const offset = kept[index] ?? null;
        if (offset === null) return selection;
        const { lineNumber, column } = model.getPositionAt(offset);
        return {
          selectionStartLineNumber: lineNumber,
          selectionStartColumn: column,
          positionLineNumber: lineNumber,
          positionColumn: column,
        };
      }),
    );
  };
}

function growthBefore(caret: number, edits: readonly Replacement[]): number {
  let growth = 0;
  for (const { offset, length, text } of edits) {
    if (offset < caret) growth += text.length - length;
  }
  return growth;
}
