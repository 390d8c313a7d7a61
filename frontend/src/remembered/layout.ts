/** How somebody arranged the panels around the editor. */

import { recall, remember } from "./local-store.ts";

export const SIDES = ["left", "right", "bottom"] as const;

export type Side = (typeof SIDES)[number];

export interface DockLayout {
  readonly open: boolean;
  /** Pixels: a window that grows should give the room to the code. */
  readonly size: number;
  /** The panel in front, where a side has several. */
  readonly panel: string | null;
}

export type Layout = Readonly<Record<Side, DockLayout>>;

const KEY = "layout";
const QUIET_KEY = "quiet";

export const DEFAULT_LAYOUT: Layout = {
  left: { open: true, size: 240, panel: null },
  right: { open: false, size: 340, panel: null },
  bottom: { open: true, size: 220, panel: null },
};

export function recallLayout(): Layout {
  const kept = (recall(KEY) ?? {}) as Partial<Record<Side, unknown>>;
  return {
    left: readDock("left", kept.left),
    right: readDock("right", kept.right),
    bottom: readDock("bottom", kept.bottom),
  };
}

/** Whether the editor stands alone, without anything around it. */
export function recallQuiet(): boolean {
  return recall(QUIET_KEY) === true;
}

export function rememberQuiet(isQuiet: boolean): void {
  remember(QUIET_KEY, isQuiet);
}

export function rememberLayout(layout: Layout): void {
  remember(KEY, layout);
}

function readDock(side: Side, value: unknown): DockLayout {
  const dock = (value ?? {}) as Partial<Record<keyof DockLayout, unknown>>;
  const { open, size, panel } = DEFAULT_LAYOUT[side];
  return {
    open: typeof dock.open === "boolean" ? dock.open : open,
    size: typeof dock.size === "number" && Number.isFinite(dock.size) ? dock.size : size,
    panel: typeof dock.panel === "string" ? dock.panel : panel,
  };
}
