/** What a button in the top bar opens: under the bar, or a sheet on a phone. Escape closes it. */

import { X } from "lucide-react";
import { type ReactNode, useId, useRef, useState } from "react";
import { BUTTON_LOOKS, BUTTON_SHAPE } from "./button.tsx";
import { IconButton } from "./icon-button.tsx";

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
  const close = () => panel.current?.hidePopover();
  return (
    <>
      <button
        type="button"
        aria-label={label}
        title={label}
        aria-expanded={isOpen}
        data-testid={testId}
        popoverTarget={id}
        className={`${BUTTON_SHAPE} ${BUTTON_LOOKS.quiet} h-8 min-w-8 rounded-lg text-sm max-md:size-11 max-md:border-transparent max-md:bg-transparent`}
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
        {isOpen ? (
          <>
            <div className="flex items-center justify-between pt-4 pr-3 pl-5 md:hidden">
              <span className="font-semibold text-lg tracking-tight">{label}</span>
              <IconButton icon={X} label="Close" onClick={close} />
            </div>
            {children(close)}
          </>
        ) : null}
      </div>
    </>
  );
}
