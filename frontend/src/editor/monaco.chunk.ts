/** Monaco and its worker: the only module that imports them, so that no page waits for them. */

import "monaco-editor/features/register.all";
import * as monaco from "monaco-editor/editor";
import EditorWorker from "monaco-editor/editor/editor.worker?worker";
import { THEMES } from "./themes.ts";

globalThis.MonacoEnvironment = { getWorker: () => new EditorWorker() };

for (const [name, theme] of Object.entries(THEMES)) monaco.editor.defineTheme(name, theme);

export { monaco };
