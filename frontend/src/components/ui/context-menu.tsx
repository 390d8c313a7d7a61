/** What a right click on something offers; by keyboard the menu key or Shift+F10 on it. */

import type { LucideIcon } from "lucide-react";
import {
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  useEffect,
  useRef,
  useState,
} from "react";

export interface MenuItem {
  readonly label: string;
  readonly icon: LucideIcon;
  readonly isDangerous?: boolean;
  readonly run: () => void;
}

interface Place {
  readonly x: number;
  readonly y: number;
}

/** The menu to render within what it belongs to, and the handler that opens it there. */
export function useContextMenu(
  label: string,
  items: readonly MenuItem[],
): readonly [menu: ReactNode, onContextMenu: (event: MouseEvent<HTMLElement>) => void] {
  const [place, setPlace] = useState<Place | null>(null);

  function open(event: MouseEvent<HTMLElement>): void {
    // A field's own menu pastes and spells: it stays. A menu of nothing is none.
    if (items.length === 0 || (event.target as Element).closest("input, textarea")) return;
    event.preventDefault();
    const box = event.currentTarget.getBoundingClientRect();
    // A keyboard points nowhere.
    const isPointed = event.clientX !== 0 || event.clientY !== 0;
    setPlace(isPointed ? { x: event.clientX, y: event.clientY } : { x: box.left, y: box.bottom });
  }

  const menu = place ? (
    <ContextMenu label={label} items={items} place={place} onClose={() => setPlace(null)} />
  ) : null;
  return [menu, open];
}

interface ContextMenuProps {
  readonly label: string;
  readonly items: readonly MenuItem[];
  readonly place: Place;
  readonly onClose: () => void;
}

function ContextMenu({ label, items, place, onClose }: ContextMenuProps) {
  const menu = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = menu.current;
    if (!element) return;
    const before = document.activeElement;
    element.showPopover();
    const { width, height } = element.getBoundingClientRect();
    // Within the window, whatever corner was clicked.
    element.style.left = `${Math.max(0, Math.min(place.x, innerWidth - width))}px`;
    element.style.top = `${Math.max(0, Math.min(place.y, innerHeight - height))}px`;
    element.querySelector("button")?.focus();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, [place]);

  function press(event: KeyboardEvent<HTMLDivElement>): void {
    const buttons = [...event.currentTarget.querySelectorAll("button")];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1, Tab: at + 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    buttons.at(to % buttons.length)?.focus();
  }

  return (
    <div
      ref={menu}
      popover="auto"
      role="menu"
      aria-label={label}
      data-testid="context-menu"
      onToggle={(event) => event.newState === "closed" && onClose()}
      onKeyDown={press}
      className="context-menu"
    >
      {items.map(({ label: name, icon: Icon, isDangerous, run }) => (
        <button
          key={name}
          type="button"
          role="menuitem"
          onClick={() => {
            onClose();
            // Once the focus is back where it was.
            setTimeout(run);
          }}
          className={`context-item ${isDangerous ? "text-danger" : ""}`}
        >
          <Icon size={15} aria-hidden="true" className="shrink-0 opacity-75" />
          <span className="min-w-0 truncate">{name}</span>
        </button>
      ))}
    </div>
  );
}
