/**
 * The edge of a dock: dragged, or moved with the arrow keys. Enter folds the dock away, and so does
 * dragging it to less than half of what can be read.
 */

import { type KeyboardEvent, type PointerEvent, useRef } from "react";
import { DEFAULT_LAYOUT, type Side } from "../../remembered/layout.ts";
import { clamp, type DockSize } from "./dock-limits.ts";

const STEP = 16;
const BIG_STEP = 64;

/** The key that makes each dock larger, and the one that makes it smaller. */
const KEYS: Readonly<Record<Side, readonly [string, string]>> = {
  left: ["ArrowRight", "ArrowLeft"],
  right: ["ArrowLeft", "ArrowRight"],
  bottom: ["ArrowUp", "ArrowDown"],
};

interface ResizeHandleProps extends DockSize {
  readonly side: Side;
  readonly label: string;
  readonly onResize: (size: number) => void;
  readonly onCollapse: () => void;
}

export function ResizeHandle(props: ResizeHandleProps) {
  const { side, label, size, min, max, onResize, onCollapse } = props;
  const start = useRef<{ at: number; size: number } | null>(null);
  const resize = (next: number) => onResize(clamp(next, min, max));
  const place = (event: PointerEvent) => (side === "bottom" ? event.clientY : event.clientX);

  function grab(event: PointerEvent<HTMLHRElement>): void {
    event.currentTarget.setPointerCapture(event.pointerId);
    start.current = { at: place(event), size };
  }

  function drag(event: PointerEvent): void {
    if (!start.current) return;
    const moved = place(event) - start.current.at;
    const wished = start.current.size + (side === "left" ? moved : -moved);
    if (wished < min / 2) onCollapse();
    else resize(wished);
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
      data-side={side}
      title="Drag to resize, double-click for the usual size"
      onPointerDown={grab}
      onPointerMove={drag}
      // However it ends: let go of, or taken away by the system.
      onLostPointerCapture={() => {
        start.current = null;
      }}
      onDoubleClick={() => resize(DEFAULT_LAYOUT[side].size)}
      onKeyDown={press}
      className="resize-handle"
    />
  );
}
