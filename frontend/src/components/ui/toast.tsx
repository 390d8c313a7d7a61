/** One sentence that comes and goes by itself, read aloud, and never takes the focus. */

import { useEffect, useRef } from "react";

const READING_MS = 6_000;

interface ToastProps {
  /** Empty: nothing to say. The region itself is always there, or it would not be read aloud. */
  readonly text: string;
  readonly onDone: () => void;
}

export function Toast({ text, onDone }: ToastProps) {
  const done = useRef(onDone);
  done.current = onDone;
  useEffect(() => {
    if (text === "") return;
    const timer = setTimeout(() => done.current(), READING_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <div
      role="status"
      data-testid="toast"
      className="-translate-x-1/2 pointer-events-none fixed bottom-12 left-1/2 z-50 w-max max-w-[calc(100vw-2rem)]"
    >
      {text === "" ? null : (
        <p className="rounded-xl bg-ink px-4 py-2.5 font-medium text-canvas text-sm shadow-lift">
          {text}
        </p>
      )}
    </div>
  );
}
