/** Where the panels are, as this person left them. */

import { useCallback, useState } from "react";
import {
  type DockLayout,
  type Layout,
  recallLayout,
  rememberLayout,
  type Side,
} from "../../remembered/layout.ts";

export interface LayoutControl {
  readonly layout: Layout;
  readonly change: (side: Side, change: Partial<DockLayout>) => void;
}

export function useLayout(): LayoutControl {
  const [layout, setLayout] = useState(recallLayout);
  const change = useCallback((side: Side, dock: Partial<DockLayout>) => {
    setLayout((before) => {
      const next = { ...before, [side]: { ...before[side], ...dock } };
      rememberLayout(next);
      return next;
    });
  }, []);
  return { layout, change };
}
