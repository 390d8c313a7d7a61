/** Shows where the others are: caret, selection and a name that fades. */

import type { editor, IRange } from "monaco-editor/editor";
import type { Awareness } from "y-protocols/awareness";
import * as Y from "yjs";
import { type Peer, parsePeer } from "./awareness-schema.ts";
import { CursorLabel } from "./cursor-label.ts";

// The pointer shows a name from this many columns away.
const HOVER_COLUMNS = 1;

interface Shown {
  readonly label: CursorLabel;
  readonly selection: string;
}

export class RemoteCursors {
  readonly #editor: editor.ICodeEditor;
  readonly #text: Y.Text;
  readonly #awareness: Awareness;
  readonly #fileId: string;
  readonly #decorations: editor.IEditorDecorationsCollection;
  readonly #shown = new Map<number, Shown>();
  readonly #listeners: { dispose(): void }[];
  #frame = 0;

  constructor(codeEditor: editor.ICodeEditor, text: Y.Text, awareness: Awareness, fileId: string) {
    this.#editor = codeEditor;
    this.#text = text;
    this.#awareness = awareness;
    this.#fileId = fileId;
    this.#decorations = codeEditor.createDecorationsCollection();
    this.#listeners = [
      codeEditor.onDidChangeModelContent(this.#schedule),
      codeEditor.onMouseMove(this.#onMouseMove),
    ];
    awareness.on("change", this.#schedule);
    this.#schedule();
  }

  dispose(): void {
    cancelAnimationFrame(this.#frame);
    this.#awareness.off("change", this.#schedule);
    for (const listener of this.#listeners) listener.dispose();
    for (const { label } of this.#shown.values()) label.dispose();
    this.#shown.clear();
    this.#decorations.clear();
  }

  /** However much changes, it is drawn once a frame. */
  readonly #schedule = (): void => {
    if (this.#frame === 0) this.#frame = requestAnimationFrame(this.#draw);
  };

  readonly #draw = (): void => {
    this.#frame = 0;
    const decorations: editor.IModelDeltaDecoration[] = [];
    const present = new Set<number>();
    for (const peer of this.#peers()) {
      const place = this.#place(peer);
      if (!place) continue;
      present.add(peer.clientId);
      decorations.push(...decorationsOf(peer, place));
      this.#showLabel(peer, place.head);
    }
    for (const [clientId, { label }] of this.#shown) {
      if (present.has(clientId)) continue;
      label.dispose();
      this.#shown.delete(clientId);
    }
    this.#decorations.set(decorations);
  };

  #peers(): Peer[] {
    const peers: Peer[] = [];
    for (const [clientId, state] of this.#awareness.getStates()) {
      if (clientId === this.#awareness.clientID) continue;
      const peer = parsePeer(clientId, state);
      if (peer?.file === this.#fileId) peers.push(peer);
    }
    return peers;
  }

  #place(peer: Peer): { head: IRange; selection: IRange | null } | undefined {
    if (!peer.selection) return undefined;
    const anchor = this.#offset(peer.selection.anchor);
    const head = this.#offset(peer.selection.head);
    if (anchor === undefined || head === undefined) return undefined;
    return {
      head: this.#range(head, head),
      selection:
        anchor === head ? null : this.#range(Math.min(anchor, head), Math.max(anchor, head)),
    };
  }

  #offset(position: Y.RelativePosition): number | undefined {
    const { doc } = this.#text;
    // Positions of clients that we have not heard of yet have no place so far.
    const absolute = doc && Y.createAbsolutePositionFromRelativePosition(position, doc);
    return absolute?.type === this.#text ? absolute.index : undefined;
  }

  #range(from: number, to: number): IRange {
    const model = this.#editor.getModel();
    const start = model?.getPositionAt(from) ?? { lineNumber: 1, column: 1 };
    const end = model?.getPositionAt(to) ?? start;
    return {
      startLineNumber: start.lineNumber,
      startColumn: start.column,
      endLineNumber: end.lineNumber,
      endColumn: end.column,
    };
  }

  #showLabel(peer: Peer, { startLineNumber, startColumn }: IRange): void {
    const position = { lineNumber: startLineNumber, column: startColumn };
    const selection = JSON.stringify(peer.selection);
    const before = this.#shown.get(peer.clientId);
    const label = before?.label ?? new CursorLabel(this.#editor, peer.clientId);
    label.update(peer.name, peer.color, position);
    if (before?.selection !== selection) label.show();
    this.#shown.set(peer.clientId, { label, selection });
  }

  readonly #onMouseMove = ({ target }: editor.IEditorMouseEvent): void => {
    const { position } = target;
    if (!position) return;
    for (const { label } of this.#shown.values()) {
      if (label.isNear(position, HOVER_COLUMNS)) label.show();
    }
  };
}

/** Only classes with a palette index: nothing of a peer's own gets into a style. */
function decorationsOf(
  peer: Peer,
  place: { head: IRange; selection: IRange | null },
): editor.IModelDeltaDecoration[] {
  const first = place.head.startColumn === 1 ? " peer-caret-first" : "";
  const caret: editor.IModelDeltaDecoration = {
    range: place.head,
    options: { className: `peer-caret${first} peer-${peer.color}`, showIfCollapsed: true },
  };
  if (!place.selection) return [caret];
  const selection: editor.IModelDeltaDecoration = {
    range: place.selection,
    options: { className: `peer-selection peer-${peer.color}` },
  };
  return [selection, caret];
}
