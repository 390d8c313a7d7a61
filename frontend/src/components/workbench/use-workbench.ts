/** The panels around the editor: which there are, which are shown, and how to bring one up. */

import { useState } from "react";
import { MEDIUM, NARROW, useMedia } from "../../hooks/use-media.ts";
import type { Layout } from "../../remembered/layout.ts";
import type { PanelEntry } from "./panel-entry.ts";
import { focusSoon } from "./regions.ts";
import { type LayoutControl, useLayout } from "./use-layout.ts";

export interface WorkbenchControl extends LayoutControl {
  readonly panels: readonly PanelEntry[];
  /** A phone: panels come as sheets, one at a time. */
  readonly isNarrow: boolean;
  readonly sheet: PanelEntry | null;
  readonly isShown: (panel: PanelEntry) => boolean;
  readonly show: (panel: PanelEntry) => void;
  /** As `show`, and the keyboard goes there. */
  readonly goTo: (panel: PanelEntry) => void;
  /** Gives the keyboard back to the panel's button where it was in the panel. */
  readonly hide: (panel: PanelEntry) => void;
}

export function useWorkbench(panels: readonly PanelEntry[]): WorkbenchControl {
  const { layout: wished, change, isQuiet, setQuiet } = useLayout();
  const isNarrow = useMedia(NARROW);
  const isMedium = useMedia(MEDIUM);
  const layout = isMedium ? oneDock(wished) : wished;
  const [chosen, setChosen] = useState<PanelEntry | null>(null);
  // A window that was made wide again shows docks.
  const sheet = isNarrow ? chosen : null;

  function isShown(panel: PanelEntry): boolean {
    if (isNarrow) return sheet === panel;
    const { open, panel: front } = layout[panel.side];
    if (isQuiet || !open) return false;
    return panel === (panels.find(({ id }) => id === front) ?? firstOf(panels, panel));
  }

  function show(panel: PanelEntry): void {
    setQuiet(false);
    if (isNarrow) setChosen(panel);
    else open(panel);
  }

  function open({ id, side }: PanelEntry): void {
    change(side, { open: true, panel: id });
    if (isMedium && side !== "bottom") {
      change(side === "left" ? "right" : "left", { open: false });
    }
  }

  function hide(panel: PanelEntry): void {
    if (isNarrow) {
      setChosen(null);
      return;
    }
    const dock = document.getElementById(`dock-${panel.side}`);
    if (dock?.contains(document.activeElement)) focusSoon(`${panel.id}-button`);
    change(panel.side, { open: false });
  }

  function goTo(panel: PanelEntry): void {
    show(panel);
    // A sheet takes the keyboard by itself.
    if (!isNarrow) focusSoon(`dock-${panel.side}`);
  }

  return { layout, change, isQuiet, setQuiet, panels, isNarrow, sheet, isShown, show, goTo, hide };
}

/** The tools before the people, where there is room for one of them beside the code. */
function oneDock(layout: Layout): Layout {
  return layout.right.open ? { ...layout, left: { ...layout.left, open: false } } : layout;
}

function firstOf(panels: readonly PanelEntry[], { side }: PanelEntry): PanelEntry | undefined {
  return panels.find((panel) => panel.side === side);
}
