/** A room's file as a download, under the name it has there. */

import type { FileCopy } from "../../collab/file-copy.ts";
import { downloadText } from "../../components/ui/download.ts";
import { findLanguage } from "../../editor/languages.ts";

export function downloadFile({ path, language, text }: FileCopy): void {
  const name = path?.split("/").at(-1) || `main.${findLanguage(language ?? "plaintext").extension}`;
  downloadText(name, text);
}
