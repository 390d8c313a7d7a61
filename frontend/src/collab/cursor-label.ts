/** The name above a peer's caret: a Monaco content widget whose text is never markup. */

import type { editor, IPosition } from "monaco-editor/editor";

// Long enough to read a name, short enough not to stand in the way of the code.
const VISIBLE_MS = 2_000;

// ContentWidgetPositionPreference: above the line, below it where there is no room (line 1).
const ABOVE = 1 as editor.ContentWidgetPositionPreference;
const BELOW = 2 as editor.ContentWidgetPositionPreference;

export class CursorLabel implements editor.IContentWidget {
  readonly allowEditorOverflow = false;
  readonly suppressMouseDown = true;

  readonly #editor: editor.ICodeEditor;
  readonly #id: string;
  readonly #node = document.createElement("div");
  #position: IPosition = { lineNumber: 1, column: 1 };
  #hideTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(codeEditor: editor.ICodeEditor, clientId: number) {
    this.#editor = codeEditor;
    this.#id = `peer-label-${clientId}`;
    // Names are in the people list; read out here they would only interrupt.
    this.#node.setAttribute("aria-hidden", "true");
    codeEditor.addContentWidget(this);
  }

  getId(): string {
    return this.#id;
  }

  getDomNode(): HTMLElement {
    return this.#node;
  }

  getPosition(): editor.IContentWidgetPosition {
    return { position: this.#position, preference: [ABOVE, BELOW] };
  }

  afterRender(placed: editor.ContentWidgetPositionPreference | null): void {
    this.#node.toggleAttribute("data-below", placed === BELOW);
  }

  update(name: string, color: number, position: IPosition): void {
    if (this.#node.textContent !== name) this.#node.textContent = name;
    this.#node.className = `peer-label peer-${color}`;
    this.#position = position;
    this.#editor.layoutContentWidget(this);
  }

  show(): void {
    this.#node.toggleAttribute("data-visible", true);
    clearTimeout(this.#hideTimer);
    this.#hideTimer = setTimeout(() => this.#node.removeAttribute("data-visible"), VISIBLE_MS);
  }

  isNear({ lineNumber, column }: IPosition, columns: number): boolean {
    const { lineNumber: line, column: at } = this.#position;
    return line === lineNumber && Math.abs(at - column) <= columns;
  }

  dispose(): void {
    clearTimeout(this.#hideTimer);
    this.#editor.removeContentWidget(this);
  }
}
