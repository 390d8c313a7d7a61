/** The file's language, which is everybody's: whoever changes it changes it for all. */

import type * as Y from "yjs";
import { setFileLanguage } from "../../collab/document.ts";
import { findLanguage, LANGUAGES } from "../../editor/languages.ts";

interface LanguageMenuProps {
  readonly doc: Y.Doc;
  readonly fileId: string;
  readonly path: string;
  readonly language: string;
  readonly participantId: string;
  readonly disabled: boolean;
  /** For who lists rooms without opening them. */
  readonly onChosen: (language: string) => void;
}

export function LanguageMenu(props: LanguageMenuProps) {
  const { doc, fileId, path, language, participantId, disabled, onChosen } = props;

  function choose(id: string): void {
    const from = findLanguage(language).extension;
    const to = findLanguage(id).extension;
    // A name that somebody chose stays; one that only says the language follows it.
    const next = path.endsWith(`.${from}`) ? `${path.slice(0, -from.length)}${to}` : path;
    setFileLanguage(doc, fileId, { path: next, language: id }, participantId);
    onChosen(id);
  }

  const isKnown = LANGUAGES.some(({ id }) => id === language);
  return (
    <select
      aria-label="Language"
      data-testid="language-menu"
      value={language}
      disabled={disabled}
      onChange={(event) => choose(event.target.value)}
      className="select h-8 min-w-0 max-w-36 shrink-0 max-sm:max-w-24 max-sm:px-2 items-center rounded-lg border border-line bg-raised px-2.5 font-medium text-sm hover:border-line-strong"
    >
      {isKnown ? null : <option value={language}>{language}</option>}
      {LANGUAGES.map(({ id, label }) => (
        <option key={id} value={id}>
          {label}
        </option>
      ))}
    </select>
  );
}
