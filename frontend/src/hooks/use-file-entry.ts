/** A file's path and language, as everybody in the room has them. */

import { useCallback, useRef, useSyncExternalStore } from "react";
import type * as Y from "yjs";
import { type FileEntry, observeFiles, readFileEntry } from "../collab/document.ts";

export function useFileEntry(doc: Y.Doc, fileId: string): FileEntry | undefined {
  const last = useRef<FileEntry | undefined>(undefined);
  const subscribe = useCallback((listener: () => void) => observeFiles(doc, listener), [doc]);
  return useSyncExternalStore(subscribe, () => {
    const entry = readFileEntry(doc, fileId);
    // The same object for the same facts, or React would never stop rendering.
    if (entry?.path !== last.current?.path || entry?.language !== last.current?.language) {
      last.current = entry;
    }
    return last.current;
  });
}
