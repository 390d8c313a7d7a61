/**
 * The panels around the editor. To add one, add an entry: the layout, its button, its sheet on a
 * phone and its place in memory follow from it.
 */

import { Phone, Sparkles, Users } from "lucide-react";
import { part } from "../components/ui/part.tsx";
import type { PanelEntry } from "../components/workbench/panel-entry.ts";
import { PeopleSummary } from "../features/presence/people-summary.tsx";
import { CallSummary } from "../features/video/call-summary.tsx";

export const ROOM_PANELS: readonly PanelEntry[] = [
  {
    id: "people",
    title: "People",
    icon: Users,
    side: "left",
    component: part(() => import("../features/presence/people-panel.tsx")),
    summary: PeopleSummary,
  },
  {
    id: "call",
    title: "Call",
    icon: Phone,
    side: "right",
    component: part(() => import("../features/video/video-room.tsx")),
    summary: CallSummary,
  },
  {
    id: "assistant",
    title: "Assistant",
    icon: Sparkles,
    side: "right",
    component: part(() => import("../features/assistant/assistant-panel.tsx")),
  },
];
