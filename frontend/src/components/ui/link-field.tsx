/** A link to copy by button or by hand. */

import { useId } from "react";
import { CopyButton } from "./copy-button.tsx";

interface LinkFieldProps {
  readonly label: string;
  readonly link: string;
  readonly testId: string;
}

export function LinkField({ label, link, testId }: LinkFieldProps) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id} className="font-medium text-ink-2 text-sm">
        {label}
      </label>
      <div className="mt-1.5 flex items-center gap-2">
        <input
          id={id}
          readOnly
          data-testid={testId}
          value={link}
          onFocus={(event) => event.target.select()}
          className="h-9 min-w-0 flex-1 rounded-lg border border-line bg-sunken px-2.5 font-mono text-xs max-md:h-11 max-md:rounded-xl"
        />
        <CopyButton text={link} label="Copy the link" testId={`${testId}-copy`} />
      </div>
    </div>
  );
}
