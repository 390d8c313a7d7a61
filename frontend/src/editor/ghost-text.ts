/**
 * Shows a suggestion in the editor before it is anybody's text: Tab takes it, Ctrl+Right a word,
 * Ctrl+Shift+Right a line, Escape drops it.
 */

import type { editor, IDisposable, languages } from "monaco-editor/editor";
import type * as Y from "yjs";
import type { Asker, SuggestionStatus } from "../collab/suggestion-source.ts";
import { SuggestionSource } from "../collab/suggestion-source.ts";
import type { Monaco } from "./load-monaco.ts";

export interface GhostTextOptions {
  readonly ask: Asker;
  readonly describe: (error: unknown) => string;
  /** Whoever looks for acceptance tells the server. */
  readonly accepted: () => void;
}

// Shorter than this would ask between two letters of a fast typist.
const DEBOUNCE_MS = 300;
// Who takes nothing of what is offered is asked less often.
const MAX_DEBOUNCE_MS = 1_500;
const DEBOUNCE_GROWTH = 1.4;

// Monaco's own, which its typings leave out: the one way to have it forget an empty answer.
const CONTROLLER = "editor.contrib.inlineCompletionsController";
interface InlineCompletionsController extends editor.IEditorContribution {
  readonly model?: { get(): { stop(reason: "automatic"): void } | undefined };
}

export class GhostText {
  readonly #monaco: Monaco;
  readonly #editor: editor.IStandaloneCodeEditor;
  readonly #source: SuggestionSource;
  readonly #disposables: IDisposable[];
  readonly #accepted: () => void;
  #asYouType = false;
  #debounce = DEBOUNCE_MS;
  #timer: ReturnType<typeof setTimeout> | undefined;

  readonly subscribe: (listener: () => void) => () => void;
  readonly getSnapshot: () => SuggestionStatus;

  constructor(
    monaco: Monaco,
    codeEditor: editor.IStandaloneCodeEditor,
    text: Y.Text,
    { ask, describe, accepted }: GhostTextOptions,
  ) {
    this.#monaco = monaco;
    this.#editor = codeEditor;
    this.#accepted = accepted;
    this.#source = new SuggestionSource(text, ask, describe);
    this.subscribe = this.#source.subscribe;
    this.getSnapshot = this.#source.getSnapshot;
    this.#disposables = [
      monaco.languages.registerInlineCompletionsProvider("*", this.#provider()),
      codeEditor.onDidChangeModelContent(this.#onContent),
      codeEditor.onDidChangeCursorPosition(this.#onCaret),
      // Monaco shows it only to who is typing: what is said of it must go with it.
      codeEditor.onDidBlurEditorWidget(() => this.#forget()),
      codeEditor.addAction({
        id: "coterie.suggest",
        label: "Suggest Code Here",
        keybindings: [monaco.KeyMod.Alt | monaco.KeyCode.Backslash],
        contextMenuGroupId: "1_modification",
        run: () => this.suggest(),
      }),
      codeEditor.addAction({
        id: "coterie.acceptLine",
        label: "Accept a Line of the Suggestion",
        keybindings: [monaco.KeyMod.CtrlCmd | monaco.KeyMod.Shift | monaco.KeyCode.RightArrow],
        precondition: "inlineSuggestionVisible",
        run: () => codeEditor.trigger("coterie", "editor.action.inlineSuggest.acceptNextLine", {}),
      }),
    ];
  }

  /** Asks for a suggestion at the caret. */
  suggest(): void {
    const offset = this.#caret();
    if (offset === null || this.#editor.getOption(this.#monaco.editor.EditorOption.readOnly))
      return;
    this.#editor.focus();
    this.#ask(offset);
  }

  /** Makes the suggestion everybody's text, where there is no Tab to press. */
  accept(): void {
    this.#editor.focus();
    this.#editor.trigger("coterie", "editor.action.inlineSuggest.commit", {});
  }

  setAsYouType(asYouType: boolean): void {
    this.#asYouType = asYouType;
    if (!asYouType) clearTimeout(this.#timer);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const disposable of this.#disposables) disposable.dispose();
    this.#source.dispose();
  }

  #provider(): languages.InlineCompletionsProvider {
    return {
      displayName: "Coterie",
      debounceDelayMs: 0,
      provideInlineCompletions: async (model, position, _context, token) => {
        const nothing = { items: [] };
        // One provider serves all editors of a page.
        if (model !== this.#editor.getModel()) return nothing;
        const offset = model.getOffsetAt(position);
        if (this.#source.remainder(offset) === null) return nothing;
        // Monaco shows one answer for a place and a version: it gets the whole, when it is there.
        await this.#source.settled((listener) => token.onCancellationRequested(listener));
        const insertText = token.isCancellationRequested ? "" : this.#source.remainder(offset);
        if (!insertText) return nothing;
        const { lineNumber, column } = position;
        const range = new this.#monaco.Range(lineNumber, column, lineNumber, column);
        return { items: [{ insertText, range }], suppressSuggestions: true };
      },
      handleEndOfLifetime: (_completions, _item, { kind }) => {
        if (kind === this.#monaco.languages.InlineCompletionEndOfLifeReasonKind.Accepted) {
          this.#onAccepted();
        } else if (kind === this.#monaco.languages.InlineCompletionEndOfLifeReasonKind.Rejected) {
          this.#debounce = Math.min(MAX_DEBOUNCE_MS, this.#debounce * DEBOUNCE_GROWTH);
          this.#source.cancel();
        }
      },
      disposeInlineCompletions: () => undefined,
    };
  }

  #onAccepted(): void {
    this.#debounce = DEBOUNCE_MS;
    // A step of its own: what is typed next is undone apart from it.
    this.#editor.getModel()?.pushStackElement();
    this.#source.cancel();
    this.#accepted();
  }

  #forget(): void {
    const { phase } = this.#source.getSnapshot();
    if (phase === "asking" || phase === "shown") this.#source.cancel();
  }

  #ask(offset: number): void {
    this.#source.request(offset);
    this.#show();
  }

  readonly #onContent = (event: editor.IModelContentChangedEvent): void => {
    clearTimeout(this.#timer);
    if (!this.#asYouType || event.isUndoing || event.isRedoing) return;
    // Others' edits move our caret without our having typed.
    if (!this.#editor.hasTextFocus() || event.changes.length !== 1) return;
    this.#timer = setTimeout(() => {
      const offset = this.#caret();
      const selection = this.#editor.getSelection();
      if (offset === null || !selection?.isEmpty()) return;
      this.#ask(offset);
    }, this.#debounce);
  };

  readonly #onCaret = (): void => {
    const { phase } = this.#source.getSnapshot();
    if (phase === "idle") return;
    const offset = this.#caret();
    if (offset === null || this.#source.remainder(offset) === null) this.#source.cancel();
  };

  #caret(): number | null {
    const position = this.#editor.getPosition();
    const model = this.#editor.getModel();
    return position && model ? model.getOffsetAt(position) : null;
  }

  #show(): void {
    // It would not ask again for what it knows to be nothing at this place in this version.
    const controller = this.#editor.getContribution<InlineCompletionsController>(CONTROLLER);
    controller?.model?.get()?.stop("automatic");
    this.#editor.trigger("coterie", "editor.action.inlineSuggest.trigger", {});
  }
}
