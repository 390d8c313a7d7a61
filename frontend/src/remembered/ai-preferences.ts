/** Whether somebody wants suggestions while they type; on request they come either way. */

import { recall, remember } from "./local-store.ts";

const KEY = "suggest-as-i-type";

export function recallAsYouType(): boolean {
  return recall(KEY) === true;
}

export function rememberAsYouType(asYouType: boolean): void {
  remember(KEY, asYouType);
}
