/** The room's name and what belongs to the whole room. */

import type { ReactNode } from "react";
import { Link } from "react-router";
import { Mark } from "../../components/ui/logo.tsx";

interface TopBarProps {
  readonly name: string | undefined;
  readonly onLeave: () => void;
  /** Beside the name. */
  readonly children: ReactNode;
  /** At the far end. */
  readonly actions: ReactNode;
}

export function TopBar({ name, onLeave, children, actions }: TopBarProps) {
  return (
    <header className="flex h-12 shrink-0 items-center gap-2 border-line border-b bg-canvas px-2.5 sm:gap-4 sm:px-3">
      <Link
        to="/"
        onClick={(event) => {
          event.preventDefault();
          onLeave();
        }}
        aria-label="Leave the room"
        title="Leave the room"
        className="shrink-0 rounded"
      >
        <Mark />
      </Link>
      <h1 className="min-w-0 truncate font-semibold">
        {name === undefined ? (
          <span className="skeleton inline-block h-3 w-28 rounded-full" />
        ) : (
          <bdi data-testid="room-name">{name}</bdi>
        )}
      </h1>
      {children}
      <div className="ml-auto flex shrink-0 items-center gap-1.5 sm:gap-3">{actions}</div>
    </header>
  );
}
