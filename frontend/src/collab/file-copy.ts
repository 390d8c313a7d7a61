/** A room's files as plain text, to download or to start a new room with. */

import * as Y from "yjs";
import { fileText, MAIN_FILE, readFileEntry } from "./document.ts";
import type { LocalCopies } from "./local-copies.ts";

export interface FileCopy {
  readonly roomName: string;
  /** Undefined where nobody has chosen one: the room's defaults count. */
  readonly path: string | undefined;
  readonly language: string | undefined;
  readonly text: string;
}

/** Undefined where there is nothing worth keeping. */
export function copyFile(doc: Y.Doc, roomName: string): FileCopy | undefined {
  const text = fileText(doc, MAIN_FILE).toString();
  const entry = readFileEntry(doc, MAIN_FILE);
  if (text === "") return undefined;
  return { roomName, path: entry?.path, language: entry?.language, text };
}

/** What this browser holds of a room, whatever became of the room itself. */
export async function readFileCopy(
  copies: LocalCopies | null,
  roomId: string,
): Promise<FileCopy | undefined> {
  const head = await copies?.newest(roomId);
  if (!copies || !head) return undefined;
  const doc = new Y.Doc();
  Y.applyUpdate(doc, await copies.read(head));
  return copyFile(doc, head.roomName);
}
