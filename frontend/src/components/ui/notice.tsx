/** A page that says one thing and offers the way on. */

import type { ReactNode } from "react";
import { Link } from "react-router";
import { Mark } from "./logo.tsx";

interface NoticeProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly actions?: ReactNode;
}

export function Notice({ title, children, actions }: NoticeProps) {
  return (
    <main className="mx-auto flex min-h-dvh max-w-lg flex-col justify-center px-6 py-10">
      <Mark className="-ml-1 size-12" />
      <h1 className="mt-6 font-semibold text-2xl tracking-tight">{title}</h1>
      <div className="mt-3 text-pretty text-ink-2 text-lg">{children}</div>
      <div className="mt-8 flex flex-wrap gap-3">
        {actions}
        <HomeLink />
      </div>
    </main>
  );
}

function HomeLink() {
  return (
    <Link
      to="/"
      className="inline-flex h-11 items-center rounded-xl border border-line bg-raised px-5 font-medium hover:border-line-strong"
    >
      Home
    </Link>
  );
}
