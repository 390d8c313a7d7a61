/** On small screens: who is here, at a glance, and the list in a sheet. */

import { X } from "lucide-react";
import { type ReactNode, useRef, useState } from "react";
import type { Person } from "../../collab/people.ts";
import { Avatar } from "../../components/ui/avatar.tsx";

// More would push the room's name out of the bar.
const MAX_AVATARS = 2;

interface PeopleButtonProps {
  readonly people: readonly Person[];
  readonly children: ReactNode;
}

export function PeopleButton({ people, children }: PeopleButtonProps) {
  const sheet = useRef<HTMLDialogElement>(null);
  // A closed sheet holds nothing: a second list of the same people would only confuse.
  const [isOpen, setOpen] = useState(false);

  function open(): void {
    setOpen(true);
    sheet.current?.showModal();
  }

  const hidden = people.length - MAX_AVATARS;
  return (
    <>
      <button
        type="button"
        data-testid="people-button"
        onClick={open}
        className="-space-x-1.5 flex items-center rounded-full md:hidden"
      >
        <span className="sr-only">People in the room: {people.length}</span>
        {people.slice(0, MAX_AVATARS).map(({ userId, name, color }) => (
          <Avatar
            key={userId}
            name={name}
            color={color}
            className="size-7 border-2 border-canvas text-xs"
          />
        ))}
        {hidden > 0 ? (
          <span
            aria-hidden="true"
            className="grid size-7 place-items-center rounded-full border-2 border-canvas bg-sunken font-semibold text-xs"
          >
            +{hidden}
          </span>
        ) : null}
      </button>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog by itself */}
      <dialog
        ref={sheet}
        aria-label="People"
        onClick={(event) => event.target === sheet.current && sheet.current.close()}
        onClose={() => setOpen(false)}
        className="sheet"
      >
        <div className="p-4 pb-8">
          <div className="mb-2 flex items-center justify-between px-2">
            <h2 className="font-semibold">People</h2>
            <button
              type="button"
              aria-label="Close"
              onClick={() => sheet.current?.close()}
              className="grid size-9 place-items-center rounded-lg"
            >
              <X size={18} aria-hidden="true" />
            </button>
          </div>
          {isOpen ? children : null}
        </div>
      </dialog>
    </>
  );
}
