/** One editor on the page for one file of a document: Monaco, the binding and the cursors. */

import type { editor } from "monaco-editor/editor";
import type { Awareness } from "y-protocols/awareness";
import { fileText } from "../collab/document.ts";
import { MonacoBinding } from "../collab/monaco-binding.ts";
import { OwnCursor } from "../collab/own-cursor.ts";
import { RemoteCursors } from "../collab/remote-cursors.ts";
import type { Monaco } from "./load-monaco.ts";
import { hideFromTests, showToTests } from "./test-hook.ts";

export interface MountedEditor {
  readonly model: editor.ITextModel;
  readonly editor: editor.IStandaloneCodeEditor;
  dispose(): void;
}

// Where styles/theme.css folds the panels away too.
const NARROW = "(max-width: 48rem)";

const OPTIONS: editor.IStandaloneEditorConstructionOptions = {
  ariaLabel: "Code",
  automaticLayout: true,
  // A file's own indentation would win over everybody's common setting, and differ by who opens it.
  detectIndentation: false,
  fixedOverflowWidgets: true,
  fontFamily: "'JetBrains Mono Variable', ui-monospace, Menlo, Consolas, monospace",
  fontSize: 14,
  lineHeight: 22,
  lineNumbersMinChars: 3,
  hideCursorInOverviewRuler: true,
  minimap: { enabled: false },
  // Enter behind a word that is written out is a new line, whatever list has just opened.
  acceptSuggestionOnEnter: "smart",
  overviewRulerBorder: false,
  padding: { top: 12, bottom: 24 },
  renderFinalNewline: "on",
  renderLineHighlightOnlyWhenFocus: true,
  scrollBeyondLastLine: false,
  stickyScroll: { enabled: false },
  // It would rewrite characters in everybody's document, on the say of one browser.
  unusualLineTerminators: "off",
};

export function mountEditor(
  monaco: Monaco,
  host: HTMLElement,
  awareness: Awareness,
  fileId: string,
): MountedEditor {
  const text = fileText(awareness.doc, fileId);
  const model = monaco.editor.createModel("", "plaintext");
  const isNarrow = matchMedia(NARROW).matches;
  const codeEditor = monaco.editor.create(host, {
    ...OPTIONS,
    model,
    // Reading sideways on a phone is worse than a broken line.
    wordWrap: isNarrow ? "on" : "off",
    fontSize: isNarrow ? 13 : 14,
  });
  const binding = new MonacoBinding(text, model, codeEditor);
  const remoteCursors = new RemoteCursors(codeEditor, text, awareness, fileId);
  const ownCursor = new OwnCursor(codeEditor, text, awareness, fileId);
  const shown = { model, editor: codeEditor };
  showToTests(shown);
  // Widths measured with the fallback font would put every caret beside its letter.
  void document.fonts.ready.then(() => monaco.editor.remeasureFonts());
  return {
    model,
    editor: codeEditor,
    dispose: () => {
      hideFromTests(shown);
      ownCursor.dispose();
      remoteCursors.dispose();
      binding.destroy();
      codeEditor.dispose();
      model.dispose();
    },
  };
}
