/** One matter of the settings under its heading, with what came of it. */

import type { ReactNode } from "react";

interface SectionProps {
  readonly title: string;
  readonly text?: ReactNode;
  readonly isDangerous?: boolean;
  readonly problem?: string;
  /** What was just done; no toast, which would cover what one does next. */
  readonly done?: string;
  readonly children: ReactNode;
}

export function Section({
  title,
  text,
  isDangerous,
  problem = "",
  done = "",
  children,
}: SectionProps) {
  return (
    <section className="mt-6 border-line border-t pt-5 first:mt-0 first:border-0 first:pt-0">
      <h3 className={`font-semibold text-sm ${isDangerous ? "text-danger" : ""}`}>{title}</h3>
      {text ? <p className="mt-1 text-ink-2 text-sm">{text}</p> : null}
      <div className="mt-3">{children}</div>
      <p role="status" className="mt-2 text-accent text-sm empty:hidden">
        {problem === "" ? done : ""}
      </p>
      <p role="alert" className="mt-2 text-danger text-sm empty:hidden">
        {problem}
      </p>
    </section>
  );
}
