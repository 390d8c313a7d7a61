/** A labelled input or menu. */

import { type ComponentProps, type ReactNode, useId } from "react";

const BOX =
  "h-11 w-full rounded-xl border border-line bg-raised px-3.5 text-base text-ink transition-colors hover:border-line-strong focus-visible:border-accent focus-visible:outline-offset-0 placeholder:text-ink-3";

interface LabelProps {
  readonly label: string;
  readonly hint?: string;
}

export function TextField({ label, hint, ...rest }: LabelProps & ComponentProps<"input">) {
  const id = useId();
  return (
    <Labelled id={id} label={label} hint={hint}>
      <input id={id} autoComplete="off" {...rest} className={BOX} />
    </Labelled>
  );
}

export function SelectField({ label, hint, ...rest }: LabelProps & ComponentProps<"select">) {
  const id = useId();
  return (
    <Labelled id={id} label={label} hint={hint}>
      <select id={id} {...rest} className={`select items-center ${BOX}`} />
    </Labelled>
  );
}

interface LabelledProps {
  readonly id: string;
  readonly label: string;
  readonly hint: string | undefined;
  readonly children: ReactNode;
}

function Labelled({ id, label, hint, children }: LabelledProps) {
  return (
    <div className="min-w-0 flex-1">
      <div className="mb-1.5 flex items-baseline gap-2 text-sm">
        <label htmlFor={id} className="font-medium text-ink-2">
          {label}
        </label>
        {hint ? <span className="text-ink-3 text-xs">{hint}</span> : null}
      </div>
      {children}
    </div>
  );
}
