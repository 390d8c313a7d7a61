/** The card that stands before a room: what it is, and what is asked of who wants in. */

import type { FormEvent, ReactNode } from "react";
import { Wordmark } from "../../components/ui/logo.tsx";

interface WayInProps {
  readonly title: string;
  /** Undefined until it is known. */
  readonly roomName: string | undefined;
  readonly text: string;
  readonly testId: string;
  readonly onSubmit: () => void;
  readonly children: ReactNode;
}

export function WayIn({ title, roomName, text, testId, onSubmit, children }: WayInProps) {
  function submit(event: FormEvent): void {
    event.preventDefault();
    onSubmit();
  }

  return (
    <main className="grid min-h-dvh place-items-center px-4 py-8">
      <title>{`${title} · Coterie`}</title>
      <form
        onSubmit={submit}
        data-testid={testId}
        className="w-full max-w-sm rounded-2xl border border-line bg-surface p-7 shadow-lift"
      >
        <Wordmark />
        <h1 className="mt-7 font-semibold text-xl tracking-tight">
          {roomName === undefined ? title : <bdi>{roomName}</bdi>}
        </h1>
        <p className="mt-1 mb-6 text-ink-2">{text}</p>
        {children}
      </form>
    </main>
  );
}
