/** The editor of one file, with the others' cursors in it. */

import { type ReactNode, useEffect, useRef, useState } from "react";
import type { Awareness } from "y-protocols/awareness";
import { fileText } from "../collab/document.ts";
import { useDarkMode } from "../hooks/use-dark-mode.ts";
import { EditorSkeleton } from "./editor-skeleton.tsx";
import { EditorStatus } from "./editor-status.tsx";
import { GhostText, type GhostTextOptions } from "./ghost-text.ts";
import { findLanguage, type Language } from "./languages.ts";
import { loadMonaco, type Monaco } from "./load-monaco.ts";
import { type MountedEditor, mountEditor } from "./mount-editor.ts";

const RETRY_MS = 5_000;

interface EditorProps {
  readonly awareness: Awareness;
  readonly fileId: string;
  readonly path: string;
  readonly language: string;
  readonly readOnly: boolean;
  /** Null where nobody suggests anything. Must be the same for as long as nothing in it changes. */
  readonly suggestions: GhostTextOptions | null;
  readonly onGhostText: (ghostText: GhostText | null) => void;
  /** Told which editor there is, and when it goes. */
  readonly onMounted?: (mounted: MountedEditor | null) => void;
  /** In the line under the editor. */
  readonly status?: ReactNode;
}

export function Editor(props: EditorProps) {
  const { awareness, fileId, path, language, readOnly, suggestions, onGhostText, status } = props;
  const { onMounted } = props;
  const host = useRef<HTMLDivElement>(null);
  const monaco = useMonaco();
  const [mounted, setMounted] = useState<MountedEditor | null>(null);
  const dark = useDarkMode();

  useEffect(() => {
    if (!monaco || !host.current) return;
    const editor = mountEditor(monaco, host.current, awareness, fileId);
    setMounted(editor);
    // On a touch screen the keyboard would cover what one came to read.
    if (matchMedia("(pointer: fine)").matches) editor.editor.focus();
    return () => {
      setMounted(null);
      editor.dispose();
    };
  }, [monaco, awareness, fileId]);

  useEffect(() => onMounted?.(mounted), [mounted, onMounted]);

  useEffect(() => {
    monaco?.editor.setTheme(dark ? "coterie-dark" : "coterie-light");
  }, [monaco, dark]);

  useEffect(() => {
    mounted?.editor.updateOptions({ readOnly });
  }, [mounted, readOnly]);

  useEffect(() => {
    if (!monaco || !mounted || !suggestions) return;
    const text = fileText(awareness.doc, fileId);
    const ghostText = new GhostText(monaco, mounted.editor, text, suggestions);
    onGhostText(ghostText);
    return () => {
      onGhostText(null);
      ghostText.dispose();
    };
  }, [monaco, mounted, awareness, fileId, suggestions, onGhostText]);

  useEffect(() => {
    if (!monaco || !mounted) return;
    let current = true;
    let retry: ReturnType<typeof setTimeout>;
    const chosen = findLanguage(language);
    const colour = () => {
      bringLanguage(monaco, chosen).then(
        () => current && monaco.editor.setModelLanguage(mounted.model, chosen.id),
        () => {
          // The server is away; the text can be edited meanwhile.
          if (current) retry = setTimeout(colour, RETRY_MS);
        },
      );
    };
    colour();
    return () => {
      current = false;
      clearTimeout(retry);
    };
  }, [monaco, mounted, language]);

  return (
    <div className="flex h-full min-h-0 flex-col bg-surface">
      <div className="relative min-h-0 flex-1">
        <div ref={host} data-testid="editor" className="absolute inset-0" />
        {mounted ? null : <EditorSkeleton />}
      </div>
      <EditorStatus editor={mounted?.editor} path={path} readOnly={readOnly}>
        {status}
      </EditorStatus>
    </div>
  );
}

/** All of it before Monaco needs it: what Monaco itself fails to fetch it never asks for again. */
async function bringLanguage(monaco: Monaco, { id, load }: Language): Promise<void> {
  await load?.(monaco);
  const known: readonly { id: string; loader?: () => Promise<unknown> }[] =
    monaco.languages.getLanguages();
  await known.find((registered) => registered.id === id)?.loader?.();
}

function useMonaco(): Monaco | null {
  const [monaco, setMonaco] = useState<Monaco | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  useEffect(() => {
    let current = true;
    loadMonaco().then(
      (loaded) => current && setMonaco(loaded),
      (error: unknown) => current && setFailure(error),
    );
    return () => {
      current = false;
    };
  }, []);
  // The error boundary says so, and offers to load again.
  if (failure !== null) throw failure;
  return monaco;
}
