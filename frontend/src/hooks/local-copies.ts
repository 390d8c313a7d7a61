/** This browser's copies of rooms, opened once for all rooms; null where it keeps none. */

import { LocalCopies } from "../collab/local-copies.ts";

let opening: Promise<LocalCopies | null> | undefined;

export function localCopies(): Promise<LocalCopies | null> {
  opening ??= LocalCopies.open().catch((error: unknown) => {
    console.warn("This browser keeps no copies of rooms", error);
    return null;
  });
  return opening;
}
