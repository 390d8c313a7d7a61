/** What a button in the top bar opens: under the bar, or a sheet on a phone. Escape closes it. */

import { type ReactNode, useId, useRef, useState } from "react";
import { BUTTON_LOOKS, BUTTON_SHAPE } from "./button.tsx";

interface PopoverProps {
  /** What the button says, read aloud as well. */
  readonly label: string;
  readonly button: ReactNode;
  readonly testId: string;
  readonly panelTestId?: string;
  readonly children: (close: () => void) => ReactNode;
}

export function Popover({ label, button, testId, panelTestId, children }: PopoverProps) {
  const id = useId();
  const panel = useRef<HTMLDivElement>(null);
  // A closed popover holds nothing: what it shows is often to be loaded first.
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        aria-label={label}
        title={label}
        aria-expanded={isOpen}
        data-testid={testId}
        popoverTarget={id}
        className={`${BUTTON_SHAPE} ${BUTTON_LOOKS.quiet} h-8 rounded-lg px-2 text-sm`}
      >
        {button}
      </button>
      <div
        ref={panel}
        id={id}
        popover="auto"
        role="dialog"
        aria-label={label}
        data-testid={panelTestId}
        onToggle={(event) => setOpen(event.newState === "open")}
        className="popover"
      >
        {isOpen ? children(() => panel.current?.hidePopover()) : null}
      </div>
    </>
  );
}
