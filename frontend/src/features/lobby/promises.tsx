/** What a room promises, on Home. */

const PROMISES = [
  {
    title: "Saved means saved",
    text: "The badge says so once your keystroke is on the server's disk, not before.",
  },
  {
    title: "Everybody keeps their place",
    text: "Others' edits never push your caret, move your view or undo your work.",
  },
  {
    title: "Yours to run",
    text: "One process on one port. No account, no tracker, no request to anybody else.",
  },
] as const;

export function Promises() {
  return (
    <ul className="grid gap-x-10 gap-y-6 border-line border-t pt-7 sm:grid-cols-3 lg:col-span-2">
      {PROMISES.map(({ title, text }) => (
        <li key={title}>
          <h2 className="font-semibold">{title}</h2>
          <p className="mt-1 max-w-xs text-ink-2 text-sm">{text}</p>
        </li>
      ))}
    </ul>
  );
}
