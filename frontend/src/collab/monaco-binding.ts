/**
 * Keeps a Monaco model and a Y.Text equal, character for character.
 * Both hold LF alone and no half of a surrogate pair: Yjs would store such a half as U+FFFD and
 * Monaco would not, and from then on every offset of the two could be another.
 */

import type { editor, IRange } from "monaco-editor/editor";
import * as Y from "yjs";
import { keepCarets } from "./keep-carets.ts";
import { keepView } from "./keep-view.ts";
import { diffText, isHighSurrogate, isLowSurrogate, type Replacement } from "./text-diff.ts";
import { overrideUndo } from "./undo.ts";

// Values of Monaco's enums, which are not at hand without loading Monaco itself.
const EOL_SEQUENCE_LF = 0 as editor.EndOfLineSequence;
const EOL_PREFERENCE_LF = 1 as editor.EndOfLinePreference;

// The origin of clean-ups, which are nobody's edit and not to be undone.
const CLEANING = Symbol("carriage returns");

export class MonacoBinding {
  readonly undoManager: Y.UndoManager;

  readonly #text: Y.Text;
  readonly #model: editor.ITextModel;
  readonly #editor: editor.ICodeEditor | undefined;
  readonly #restoreUndo: () => void;
  readonly #contentListener: { dispose(): void };
  /** The version that our own edit gives the model: the one change event that is not the user's. */
  #remoteVersion = 0;
  #destroyed = false;

  constructor(text: Y.Text, model: editor.ITextModel, codeEditor?: editor.ICodeEditor) {
    this.#text = text;
    this.#model = model;
    this.#editor = codeEditor;
    this.#removeCarriageReturns();
    model.setEOL(EOL_SEQUENCE_LF);
    this.#showText();
    this.#contentListener = model.onDidChangeContent(this.#onLocalChange);
    text.observe(this.#onRemoteChange);
    this.undoManager = new Y.UndoManager(text, { trackedOrigins: new Set([this]) });
    this.#restoreUndo = overrideUndo(model, this.undoManager);
  }

  destroy(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    this.#text.unobserve(this.#onRemoteChange);
    this.#contentListener.dispose();
    this.#restoreUndo();
    this.undoManager.destroy();
  }

  readonly #onRemoteChange = (event: Y.YTextEvent, transaction: Y.Transaction): void => {
    // By origin, not by a flag: what others write inside one of our transactions still counts.
    if (transaction.origin === this || transaction.origin === CLEANING) return;
    const edits = replacements(event.delta);
    if (edits.some((edit) => edit.text.includes("\r"))) this.#removeCarriageReturns();
    if (edits.some((edit) => edit.text.includes("\r") || this.#splitsPair(edit))) this.#showText();
    else this.#editModel(edits);
    if (this.#text.length !== this.#model.getValueLength()) this.#showText();
    if (transaction.origin === this.undoManager) this.#showUndone(edits);
  };

  readonly #onLocalChange = (event: editor.IModelContentChangedEvent): void => {
    if (event.versionId === this.#remoteVersion) return;
    const clean = event.changes.every((change) => isStorable(change.text));
    if (event.isFlush || event.isEolChange || !clean) {
      this.#storeWholeModel();
      return;
    }
    this.#text.doc?.transact(() => {
      // Monaco lists changes from the last to the first, so that none moves the next.
      for (const { rangeOffset, rangeLength, text } of event.changes) {
        if (rangeLength > 0) this.#text.delete(rangeOffset, rangeLength);
        if (text !== "") this.#text.insert(rangeOffset, text);
      }
    }, this);
    if (this.#text.length !== this.#model.getValueLength()) {
      console.error("The document missed an edit; storing the editor's text");
      this.#storeWholeModel();
    }
  };

  /** Makes the document equal to the model, then the model to what can be stored of it. */
  #storeWholeModel(): void {
    const value = this.#model.getValue(EOL_PREFERENCE_LF).replaceAll("\r", "").toWellFormed();
    const change = diffText(this.#text.toString(), value);
    if (change) {
      this.#text.doc?.transact(() => {
        this.#text.delete(change.offset, change.length);
        this.#text.insert(change.offset, change.text);
      }, this);
    }
    if (this.#model.getEOL() !== "\n") this.#model.setEOL(EOL_SEQUENCE_LF);
    this.#showText();
  }

  /** Makes the model equal to the document, by one edit as small as can be. */
  #showText(): void {
    const change = diffText(this.#model.getValue(), this.#text.toString());
    if (change) this.#editModel([change]);
  }

  #editModel(edits: readonly Replacement[]): void {
    if (edits.length === 0) return;
    const operations = edits.map(({ offset, length, text }) => ({
      range: this.#range(offset, length),
      text,
    }));
    const restoreCarets = keepCarets(this.#editor, this.#model, edits);
    const restoreView = keepView(this.#editor, this.#model, edits);
    const version = this.#model.getVersionId() + 1;
    this.#remoteVersion = version;
    this.#model.applyEdits(operations);
    // An edit that changes nothing raises no event: the version is then free for the user's next.
    if (this.#model.getVersionId() < version) this.#remoteVersion = 0;
    restoreCarets();
    restoreView();
  }

  /** An undo out of sight would look like none. */
  #showUndone([first]: readonly Replacement[]): void {
    if (!first || this.#editor?.getModel() !== this.#model) return;
    const position = this.#model.getPositionAt(first.offset + first.text.length);
    this.#editor.setPosition(position);
    this.#editor.revealPositionInCenterIfOutsideViewport(position);
  }

  #range(offset: number, length: number): IRange {
    const start = this.#model.getPositionAt(offset);
    const end = length === 0 ? start : this.#model.getPositionAt(offset + length);
    return {
      startLineNumber: start.lineNumber,
      startColumn: start.column,
      endLineNumber: end.lineNumber,
      endColumn: end.column,
    };
  }

  /** A client that splits pairs leaves U+FFFD in the document, where Monaco would move the edit. */
  #splitsPair({ offset, length }: Replacement): boolean {
    return this.#isInsidePair(offset) || (length > 0 && this.#isInsidePair(offset + length));
  }

  #isInsidePair(offset: number): boolean {
    const { lineNumber, column } = this.#model.getPositionAt(offset);
    if (column === 1) return false;
    const line = this.#model.getLineContent(lineNumber);
    return (
      isLowSurrogate(line.charCodeAt(column - 1)) && isHighSurrogate(line.charCodeAt(column - 2))
    );
  }

  /** Deleting is safe to do for everybody at once: the same characters go, once. */
  #removeCarriageReturns(): void {
    const value = this.#text.toString();
    if (!value.includes("\r")) return;
    this.#text.doc?.transact(() => {
      for (let at = value.lastIndexOf("\r"); at >= 0; at = value.lastIndexOf("\r", at - 1)) {
        this.#text.delete(at, 1);
        if (at === 0) break;
      }
    }, CLEANING);
  }
}

/** A delta as replacements, all in offsets of the text before it. */
function replacements(delta: Y.YTextEvent["delta"]): Replacement[] {
  const edits: { offset: number; length: number; text: string }[] = [];
  let offset = 0;
  for (const { retain, delete: deleted, insert } of delta) {
    const last = edits.at(-1);
    if (retain !== undefined) {
      offset += retain;
    } else if (deleted !== undefined) {
      if (last && last.offset + last.length === offset) last.length += deleted;
      else edits.push({ offset, length: deleted, text: "" });
      offset += deleted;
    } else if (typeof insert === "string") {
      // Monaco wants one edit where a deletion and an insertion meet.
      if (last && last.offset + last.length === offset) last.text += insert;
      else edits.push({ offset, length: 0, text: insert });
    }
  }
  return edits;
}

function isStorable(text: string): boolean {
  return !text.includes("\r") && text.isWellFormed();
}
