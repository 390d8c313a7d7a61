/** A yes or no beside its words. */

import type { ReactNode } from "react";

interface CheckboxProps {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly testId: string;
  readonly children: ReactNode;
}

export function Checkbox({ checked, onChange, testId, children }: CheckboxProps) {
  return (
    <label className="flex w-fit cursor-pointer items-center gap-2.5 text-sm max-md:min-h-11">
      <input
        type="checkbox"
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
        data-testid={testId}
        className="size-4 shrink-0 accent-accent"
      />
      {children}
    </label>
  );
}
