/** Where the panels are, as this person left them. */

import { useCallback, useState } from "react";
import {
  type DockLayout,
  type Layout,
  recallLayout,
  recallQuiet,
  rememberLayout,
  rememberQuiet,
  type Side,
} from "../../remembered/layout.ts";

export interface LayoutControl {
  readonly layout: Layout;
  readonly change: (side: Side, change: Partial<DockLayout>) => void;
  /** The editor alone. */
  readonly isQuiet: boolean;
  readonly setQuiet: (isQuiet: boolean) => void;
}

export function useLayout(): LayoutControl {
  const [layout, setLayout] = useState(recallLayout);
  const [isQuiet, setIsQuiet] = useState(recallQuiet);
  const change = useCallback((side: Side, dock: Partial<DockLayout>) => {
    setLayout((before) => {
      const next = { ...before, [side]: { ...before[side], ...dock } };
      rememberLayout(next);
      return next;
    });
  }, []);
  const setQuiet = useCallback((next: boolean) => {
    rememberQuiet(next);
    setIsQuiet(next);
  }, []);
  return { layout, change, isQuiet, setQuiet };
}
