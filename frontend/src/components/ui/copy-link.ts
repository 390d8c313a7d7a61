/** Puts a link on the clipboard, and says whether that went well. */

import { toasts } from "../../hooks/toasts.ts";
import { copyText } from "./clipboard.ts";

export async function copyLink(link: string): Promise<void> {
  toasts.say((await copyText(link)) ? "Link copied." : "Copy the link from the address bar.");
}
