/** The file's language, which is everybody's: whoever changes it changes it for all. */

import { LANGUAGES } from "../../editor/languages.ts";

interface LanguageMenuProps {
  readonly language: string;
  readonly disabled: boolean;
  readonly onChoose: (language: string) => void;
}

export function LanguageMenu({ language, disabled, onChoose }: LanguageMenuProps) {
  const isKnown = LANGUAGES.some(({ id }) => id === language);
  return (
    <select
      aria-label="Language"
      data-testid="language-menu"
      value={language}
      disabled={disabled}
      onChange={(event) => onChoose(event.target.value)}
      className="select h-8 min-w-0 shrink-0 items-center rounded-lg border border-line bg-raised px-2.5 font-medium text-sm hover:border-line-strong max-md:h-11 md:max-w-36"
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
