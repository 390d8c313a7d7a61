/** A combination of keys, as they are printed on the keyboard in front of one. */

import { keyNames } from "../../hooks/key-combo.ts";

export function Keys({ combo }: { readonly combo: string }) {
  return (
    <span className="inline-flex shrink-0 items-center gap-1">
      {keyNames(combo).map((name) => (
        <kbd key={name} className="key">
          {name}
        </kbd>
      ))}
    </span>
  );
}
