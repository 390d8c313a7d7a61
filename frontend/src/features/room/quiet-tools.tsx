/** What quiet mode leaves in the line under the editor: how the room is, and the way back. */

import { Minimize } from "lucide-react";
import type { ReactNode } from "react";
import { Keys } from "../../components/ui/keys.tsx";

interface QuietToolsProps {
  readonly onLeave: () => void;
  /** What nobody may forget, such as that they are heard. */
  readonly children: ReactNode;
}

export function QuietTools({ onLeave, children }: QuietToolsProps) {
  return (
    <span className="ml-auto flex shrink-0 items-center gap-3">
      {children}
      <button
        type="button"
        data-testid="leave-quiet"
        title="Leave quiet mode"
        onClick={onLeave}
        className="flex h-6 items-center gap-1.5 rounded px-1.5 font-medium text-ink-2 hover:bg-sunken hover:text-ink focus-visible:outline-offset-[-2px] max-md:h-11 max-md:px-2.5"
      >
        <Minimize size={14} aria-hidden="true" />
        <span className="max-md:sr-only">Leave quiet mode</span>
        <span className="max-md:hidden">
          <Keys combo="Alt+Q" />
        </span>
      </button>
    </span>
  );
}
