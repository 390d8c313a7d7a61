/** Lets browser tests reach the editor, on pages whose test asked for it beforehand. */

import type { editor } from "monaco-editor/editor";

export interface EditorTestHook {
  model?: editor.ITextModel;
  editor?: editor.IStandaloneCodeEditor;
}

declare global {
  interface Window {
    /** Set by a test's init script before the page runs; the page itself never makes it. */
    __coterieTest?: EditorTestHook;
  }
}

export function showToTests(parts: Required<EditorTestHook>): void {
  if (window.__coterieTest) Object.assign(window.__coterieTest, parts);
}

/** What is disposed answers every question with an error: better none is there. */
export function hideFromTests({ model }: Required<EditorTestHook>): void {
  const hook = window.__coterieTest;
  if (hook?.model !== model) return;
  delete hook.model;
  delete hook.editor;
}
