/** Gives a file another language, and the ending that goes with it. */

import type * as Y from "yjs";
import { setFileLanguage } from "../../collab/document.ts";
import { findLanguage } from "../../editor/languages.ts";

export interface LanguageChoice {
  readonly doc: Y.Doc;
  readonly fileId: string;
  readonly path: string;
  /** The present one. */
  readonly language: string;
  readonly participantId: string;
}

export function chooseLanguage(choice: LanguageChoice, id: string): void {
  const { doc, fileId, path, language, participantId } = choice;
  const from = findLanguage(language).extension;
  const to = findLanguage(id).extension;
  // A name that somebody chose stays; one that only says the language follows it.
  const next = path.endsWith(`.${from}`) ? `${path.slice(0, -from.length)}${to}` : path;
  setFileLanguage(doc, fileId, { path: next, language: id }, participantId);
}
