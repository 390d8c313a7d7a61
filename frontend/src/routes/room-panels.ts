/**
 * The panels around the editor. To add one, add an entry: the layout, its button, its sheet on a
 * phone and its place in memory follow from it.
 */

import { MessageSquare, Phone, Sparkles, Users } from "lucide-react";
import { part } from "../components/ui/part.tsx";
import type { PanelEntry } from "../components/workbench/panel-entry.ts";
import { ChatSummary } from "../features/chat/chat-summary.tsx";
import { PeopleSummary } from "../features/presence/people-summary.tsx";
import { CallSummary } from "../features/video/call-summary.tsx";

/** Brought up by its shortcut as well. */
export const CHAT_PANEL: PanelEntry = {
  id: "chat",
  title: "Chat",
  icon: MessageSquare,
  side: "right",
  fills: true,
  component: part(() => import("../features/chat/chat-panel.tsx")),
  summary: ChatSummary,
};

/** Brought up from quiet mode as well. */
export const CALL_PANEL: PanelEntry = {
  id: "call",
  title: "Call",
  icon: Phone,
  side: "right",
  component: part(() => import("../features/video/video-room.tsx")),
  summary: CallSummary,
};

export const ROOM_PANELS: readonly PanelEntry[] = [
  {
    id: "people",
    title: "People",
    icon: Users,
    side: "left",
    component: part(() => import("../features/presence/people-panel.tsx")),
    summary: PeopleSummary,
  },
  CALL_PANEL,
  CHAT_PANEL,
  {
    id: "assistant",
    title: "Assistant",
    icon: Sparkles,
    side: "right",
    component: part(() => import("../features/assistant/assistant-panel.tsx")),
  },
];
