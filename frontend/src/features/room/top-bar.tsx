/** The room's name and what belongs to the whole room. */

import type { ReactNode } from "react";
import { Link } from "react-router";
import { Mark } from "../../components/ui/logo.tsx";
import { RoomName } from "./room-name.tsx";

interface TopBarProps {
  readonly name: string | undefined;
  readonly onLeave: () => void;
  /** Beside the name, where there is room for it. */
  readonly children: ReactNode;
  /** How the room is; on a phone under its name. */
  readonly badge: ReactNode;
  /** At the far end. */
  readonly actions: ReactNode;
}

export function TopBar({ name, onLeave, children, badge, actions }: TopBarProps) {
  return (
    <header data-region="bar" className="top-bar">
      <Link
        to="/"
        onClick={(event) => {
          event.preventDefault();
          onLeave();
        }}
        aria-label="Leave the room"
        title="Leave the room"
        className="top-bar-mark"
      >
        <Mark />
      </Link>
      <h1 title={name} className="top-bar-name">
        {name === undefined ? (
          <span className="skeleton inline-block h-3 w-28 rounded-full" />
        ) : (
          <RoomName name={name} />
        )}
      </h1>
      {children}
      <div className="top-bar-badge">{badge}</div>
      <div className="top-bar-actions">{actions}</div>
    </header>
  );
}
