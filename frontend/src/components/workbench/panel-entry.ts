/** What a panel is to the layout: it shows one without knowing what is in it. */

import type { LucideIcon } from "lucide-react";
import type { ComponentType } from "react";
import type { Side } from "../../remembered/layout.ts";
import type { Part } from "../ui/part.tsx";

export interface PanelEntry {
  readonly id: string;
  readonly title: string;
  readonly icon: LucideIcon;
  readonly side: Side;
  /** Loaded when the panel is first open. */
  readonly component: Part;
  /** Shown on the panel's button instead of its icon; comes with the page, so it must be small. */
  readonly summary?: ComponentType;
  /** As high as there is room, scrolling inside itself: what is written below stays in view. */
  readonly fills?: boolean;
}
