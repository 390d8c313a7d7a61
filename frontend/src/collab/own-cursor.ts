/** Tells the others where our caret and selection are, in positions that survive their edits. */

import type { editor } from "monaco-editor/editor";
import type { Awareness } from "y-protocols/awareness";
import * as Y from "yjs";

// Twenty times a second looks live; more would only cost the room messages.
const PUBLISH_INTERVAL_MS = 50;
// Sticks to the character before it, as our own caret does when another types there.
const STICK_LEFT = -1;

export class OwnCursor {
  readonly #editor: editor.ICodeEditor;
  readonly #text: Y.Text;
  readonly #awareness: Awareness;
  readonly #fileId: string;
  readonly #listener: { dispose(): void };
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(codeEditor: editor.ICodeEditor, text: Y.Text, awareness: Awareness, fileId: string) {
    this.#editor = codeEditor;
    this.#text = text;
    this.#awareness = awareness;
    this.#fileId = fileId;
    this.#listener = codeEditor.onDidChangeCursorSelection(() => {
      this.#timer ??= setTimeout(this.#publish, PUBLISH_INTERVAL_MS);
    });
    this.#publish();
  }

  dispose(): void {
    this.#listener.dispose();
    clearTimeout(this.#timer);
  }

  readonly #publish = (): void => {
    this.#timer = undefined;
    const state = this.#awareness.getLocalState();
    const model = this.#editor.getModel();
    const selection = this.#editor.getSelection();
    if (state === null || !model || !selection) return;
    const { selectionStartLineNumber, selectionStartColumn, positionLineNumber, positionColumn } =
      selection;
    const next = {
      anchor: this.#relative(
        model.getOffsetAt({ lineNumber: selectionStartLineNumber, column: selectionStartColumn }),
      ),
      head: this.#relative(
        model.getOffsetAt({ lineNumber: positionLineNumber, column: positionColumn }),
      ),
    };
    // Carets that others' edits push along stay the same relative positions: nothing to say.
    if (JSON.stringify(next) === JSON.stringify(state.selection)) return;
    this.#awareness.setLocalState({ ...state, file: this.#fileId, selection: next });
  };

  #relative(offset: number): unknown {
    const position = Y.createRelativePositionFromTypeIndex(this.#text, offset, STICK_LEFT);
    return Y.relativePositionToJSON(position);
  }
}
