/** The edge of a dock: dragged, or moved with the arrow keys; Enter folds the dock away. */

import { type KeyboardEvent, type PointerEvent, useRef } from "react";
import { DEFAULT_LAYOUT, type Side } from "../../remembered/layout.ts";

const STEP = 16;
const BIG_STEP = 64;

/** Pixels. Below the first a panel cannot be read; above the second the code could not. */
export const SIZE_LIMITS: Readonly<Record<Side, readonly [min: number, max: number]>> = {
  left: [180, 480],
  right: [260, 640],
  bottom: [100, 560],
};

/** The key that makes each dock larger, and the one that makes it smaller. */
const KEYS: Readonly<Record<Side, readonly [string, string]>> = {
  left: ["ArrowRight", "ArrowLeft"],
  right: ["ArrowLeft", "ArrowRight"],
  bottom: ["ArrowUp", "ArrowDown"],
};

const PLACES: Readonly<Record<Side, string>> = {
  left: "inset-y-0 -right-1 h-full w-2 cursor-col-resize",
  right: "inset-y-0 -left-1 h-full w-2 cursor-col-resize",
  bottom: "inset-x-0 -top-1 h-2 cursor-row-resize",
};

interface ResizeHandleProps {
  readonly side: Side;
  readonly label: string;
  readonly size: number;
  readonly onResize: (size: number) => void;
  readonly onCollapse: () => void;
}

export function ResizeHandle({ side, label, size, onResize, onCollapse }: ResizeHandleProps) {
  const start = useRef<{ at: number; size: number } | null>(null);
  const [min, max] = SIZE_LIMITS[side];
  const resize = (next: number) => onResize(clampSize(side, next));
  const place = (event: PointerEvent) => (side === "bottom" ? event.clientY : event.clientX);

  function grab(event: PointerEvent<HTMLHRElement>): void {
    event.currentTarget.setPointerCapture(event.pointerId);
    start.current = { at: place(event), size };
  }

  function drag(event: PointerEvent): void {
    if (!start.current) return;
    const moved = place(event) - start.current.at;
    resize(start.current.size + (side === "left" ? moved : -moved));
  }

  function press(event: KeyboardEvent): void {
    const [grow, shrink] = KEYS[side];
    const step = event.shiftKey ? BIG_STEP : STEP;
    if (event.key === grow) resize(size + step);
    else if (event.key === shrink) resize(size - step);
    else if (event.key === "Home") resize(min);
    else if (event.key === "End") resize(max);
    else if (event.key === "Enter") onCollapse();
    else return;
    event.preventDefault();
  }

  return (
    <hr
      // An <hr> that can be moved is what ARIA calls a separator with a value.
      tabIndex={0}
      aria-label={`Size of ${label}`}
      aria-orientation={side === "bottom" ? "horizontal" : "vertical"}
      aria-valuenow={size}
      aria-valuemin={min}
      aria-valuemax={max}
      data-testid={`resize-${side}`}
      onPointerDown={grab}
      onPointerMove={drag}
      onPointerUp={() => {
        start.current = null;
      }}
      onDoubleClick={() => resize(DEFAULT_LAYOUT[side].size)}
      onKeyDown={press}
      className={`absolute z-10 m-0 touch-none border-0 transition-colors hover:bg-accent/40 focus-visible:bg-accent/60 ${PLACES[side]}`}
    />
  );
}

export function clampSize(side: Side, size: number): number {
  const [min, max] = SIZE_LIMITS[side];
  return Math.round(Math.min(max, Math.max(min, size)));
}
