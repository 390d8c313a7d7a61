/**
 * Where toasts are shown: read aloud when the reader has time, and never given the focus. One whose
 * words are being looked at stays.
 */

import { X } from "lucide-react";
import { type FocusEvent, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { type ToastMessage, toasts } from "../../hooks/toasts.ts";
import { IconButton } from "./icon-button.tsx";

// A sentence is read in this time; one that asks for something is thought about.
const READING_MS = 6_000;
const THINKING_MS = 12_000;

export function ToastRegion() {
  const [region] = useState(() => Symbol("toasts"));
  useEffect(() => toasts.addRegion(region), [region]);
  const isOnTop = useSyncExternalStore(toasts.subscribe, toasts.getRegion) === region;
  const shown = useSyncExternalStore(toasts.subscribe, toasts.getSnapshot);
  return (
    // Always there: what is said by a region that has just come is not read aloud.
    <div role="status" data-testid="toasts" className="toasts">
      {isOnTop ? shown.map((toast) => <Toast key={toast.id} toast={toast} />) : null}
    </div>
  );
}

function Toast({ toast }: { readonly toast: ToastMessage }) {
  const { id, text, action } = toast;
  const [isHeld, setHeld] = useState(false);
  const before = useRef<HTMLElement | null>(null);
  useEffect(() => {
    if (isHeld) return;
    const timer = setTimeout(() => toasts.dismiss(id), action ? THINKING_MS : READING_MS);
    return () => clearTimeout(timer);
  }, [id, action, isHeld]);

  function enter({ currentTarget, relatedTarget }: FocusEvent): void {
    setHeld(true);
    if (relatedTarget instanceof HTMLElement && !currentTarget.contains(relatedTarget)) {
      before.current = relatedTarget;
    }
  }

  /** Whoever came here from the code is there again. */
  function dismiss(): void {
    before.current?.focus();
    toasts.dismiss(id);
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only waits while one looks at it
    <div
      data-testid="toast"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={enter}
      onBlur={() => setHeld(false)}
      className="toast"
    >
      <p className="min-w-0 flex-1 py-1.5">{text}</p>
      {action ? (
        <button
          type="button"
          onClick={() => {
            dismiss();
            action.run();
          }}
          className="toast-action"
        >
          {action.label}
        </button>
      ) : null}
      <IconButton icon={X} label="Dismiss" look="plain" onClick={dismiss} />
    </div>
  );
}
