/** Undo of one's own edits only: Monaco's commands call the model, which asks Yjs instead. */

import type { editor } from "monaco-editor/editor";
import type * as Y from "yjs";

type Overridden = "undo" | "redo" | "canUndo" | "canRedo" | "pushStackElement";

/** Returns what gives the model its own undo back. */
export function overrideUndo(model: editor.ITextModel, manager: Y.UndoManager): () => void {
  const pushStackElement = model.pushStackElement.bind(model);
  const overrides: Pick<editor.ITextModel, Overridden> = {
    undo: () => void manager.undo(),
    redo: () => void manager.redo(),
    canUndo: () => manager.canUndo(),
    canRedo: () => manager.canRedo(),
    // Where Monaco ends a step (a word, a paste), so do we.
    pushStackElement: () => {
      manager.stopCapturing();
      pushStackElement();
    },
  };
  Object.assign(model, overrides);
  return () => {
    for (const name of Object.keys(overrides)) Reflect.deleteProperty(model, name);
  };
}
