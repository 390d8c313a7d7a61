/** What a new room starts with, when it is made from the copy of another one. */

import { fileText, MAIN_FILE } from "../collab/document.ts";
import type { FileCopy } from "../collab/file-copy.ts";
import type { LiveRoom } from "../collab/live-room.ts";

// In memory only: the copy that it comes from is still there if the page goes away in between.
const seeds = new Map<string, FileCopy>();

export function layOutSeed(roomId: string, file: FileCopy): void {
  seeds.set(roomId, file);
}

/** Writes the seed as the first edit, once the room is seen to be empty; returns what stops it. */
export function sowSeed(roomId: string, { connection }: LiveRoom): () => void {
  if (!seeds.has(roomId)) return () => undefined;
  const stop = connection.subscribe(() => {
    const seed = seeds.get(roomId);
    if (!seed || connection.getSnapshot().phase !== "live") return;
    seeds.delete(roomId);
    const text = fileText(connection.doc, MAIN_FILE);
    if (text.length === 0) text.insert(0, seed.text);
  });
  return stop;
}
