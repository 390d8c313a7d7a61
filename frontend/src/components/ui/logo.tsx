/** The mark: a room with its door open, and a caret on its way in. */

export function Mark({ className = "size-6" }: { readonly className?: string }) {
  return (
    <svg viewBox="0 0 32 32" className={className} aria-hidden="true">
      <path
        d="M23.5 7.6A11 11 0 1 0 23.5 24.4"
        fill="none"
        strokeWidth="4"
        strokeLinecap="round"
        className="stroke-accent"
      />
      <rect x="20" y="10.5" width="3.6" height="11" rx="1.8" className="fill-caret" />
    </svg>
  );
}

export function Wordmark() {
  return (
    <span className="inline-flex items-center gap-2 font-semibold text-lg tracking-tight">
      <Mark /> Coterie
    </span>
  );
}
