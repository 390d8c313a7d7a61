/** The shape of an editor, shown until there is one. */

// Widths of a plausible piece of code, in characters; 0 is an empty line.
const LINES = [18, 0, 26, 34, 22, 40, 12, 0, 30, 37, 20, 9];

export function EditorSkeleton() {
  return (
    <div className="absolute inset-0 overflow-hidden bg-surface pt-3" aria-hidden="true">
      {LINES.map((width, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes
        <div key={index} className="flex h-5.5 items-center gap-6 pl-6 font-mono text-sm">
          <span className="w-4 text-right text-ink-3">{index + 1}</span>
          <span className="skeleton h-2.5 rounded-full" style={{ width: `${width}ch` }} />
        </div>
      ))}
    </div>
  );
}
