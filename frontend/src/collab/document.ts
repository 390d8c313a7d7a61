/** What a room's document holds: the file tree and each file's text (design: Document). */

import * as Y from "yjs";

/** The file that every room has; nobody writes its entry on opening. */
export const MAIN_FILE = "main";

export interface FileEntry {
  readonly path: string;
  readonly language: string;
}

export function fileText(doc: Y.Doc, fileId: string): Y.Text {
  return doc.getText(`file:${fileId}`);
}

/** A file's entry, or undefined where it is absent or not of the agreed shape. */
export function readFileEntry(doc: Y.Doc, fileId: string): FileEntry | undefined {
  const entry = files(doc).get(fileId);
  if (!(entry instanceof Y.Map)) return undefined;
  const path: unknown = entry.get("path");
  const language: unknown = entry.get("language");
  if (typeof path !== "string" || typeof language !== "string") return undefined;
  return { path, language };
}

/** Sets a file's language for everybody, and creates its entry on the first change. */
export function setFileLanguage(
  doc: Y.Doc,
  fileId: string,
  file: FileEntry,
  participantId: string,
): void {
  doc.transact(() => {
    const existing = files(doc).get(fileId);
    if (existing instanceof Y.Map) {
      existing.set("path", file.path);
      existing.set("language", file.language);
      return;
    }
    const entry = new Y.Map<unknown>();
    entry.set("path", file.path);
    entry.set("language", file.language);
    entry.set("created_at", new Date().toISOString());
    entry.set("created_by", participantId);
    files(doc).set(fileId, entry);
  });
}

export function observeFiles(doc: Y.Doc, listener: () => void): () => void {
  const map = files(doc);
  map.observeDeep(listener);
  return () => map.unobserveDeep(listener);
}

function files(doc: Y.Doc): Y.Map<unknown> {
  return doc.getMap("files");
}
