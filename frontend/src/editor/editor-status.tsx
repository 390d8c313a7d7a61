/** The line under the editor: which file, where the caret is, how to get out with the keyboard. */

import type { editor } from "monaco-editor/editor";
import { type ReactNode, useEffect, useState } from "react";

interface EditorStatusProps {
  readonly editor: editor.IStandaloneCodeEditor | undefined;
  readonly path: string;
  readonly readOnly: boolean;
  readonly children?: ReactNode;
}

export function EditorStatus({ editor, path, readOnly, children }: EditorStatusProps) {
  const position = useCaret(editor);
  return (
    <div className="flex h-7 shrink-0 items-center gap-4 max-md:h-11 max-md:gap-2 border-line border-t bg-canvas px-3 text-ink-3 text-xs">
      <span title={path} className="max-w-2/5 shrink-0 truncate font-mono text-ink-2">
        {path}
      </span>
      {readOnly ? <span>Read only</span> : null}
      {children}
      <span className="ml-auto hidden lg:inline">
        <kbd>Ctrl</kbd>+<kbd>M</kbd> lets Tab leave the editor
      </span>
      <span className="shrink-0 tabular-nums max-lg:ml-auto">{position}</span>
    </div>
  );
}

function useCaret(codeEditor: editor.IStandaloneCodeEditor | undefined): string {
  const [position, setPosition] = useState({ lineNumber: 1, column: 1 });
  useEffect(() => {
    const listener = codeEditor?.onDidChangeCursorPosition((event) => setPosition(event.position));
    return () => listener?.dispose();
  }, [codeEditor]);
  return `Ln ${position.lineNumber}, Col ${position.column}`;
}
