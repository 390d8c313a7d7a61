/** How large a dock may be: enough to be read itself, and never so much that the code is not. */

import type { Layout, Side } from "../../remembered/layout.ts";

/** Pixels. Below the first a panel cannot be read; above the second it says no more. */
const SIZE_LIMITS: Readonly<Record<Side, readonly [min: number, max: number]>> = {
  left: [180, 480],
  right: [260, 640],
  bottom: [100, 560],
};

// Pixels that stay for the code, whatever was dragged or remembered: forty columns, ten lines.
const CODE_WIDTH = 360;
const CODE_HEIGHT = 240;

export interface DockSize {
  readonly size: number;
  readonly min: number;
  readonly max: number;
}

/** The sizes that docks have in a window, from those that somebody wished for. */
export function dockSizes(
  layout: Layout,
  width: number,
  height: number,
): Readonly<Record<Side, DockSize>> {
  const leftTaken = layout.right.open ? SIZE_LIMITS.right[0] : 0;
  const left = sized("left", layout.left.size, width - CODE_WIDTH - leftTaken);
  const rightTaken = layout.left.open ? left.size : 0;
  return {
    left,
    right: sized("right", layout.right.size, width - CODE_WIDTH - rightTaken),
    bottom: sized("bottom", layout.bottom.size, height - CODE_HEIGHT),
  };
}

function sized(side: Side, wished: number, room: number): DockSize {
  const [min, most] = SIZE_LIMITS[side];
  const max = Math.max(min, Math.min(most, Math.floor(room)));
  return { size: clamp(wished, min, max), min, max };
}

export function clamp(size: number, min: number, max: number): number {
  return Math.round(Math.min(max, Math.max(min, size)));
}
