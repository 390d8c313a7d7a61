/** Says honestly whether what one types is kept. */

import { useEffect, useState } from "react";
import type { RoomConnection } from "../../collab/room-connection.ts";
import type { RoomStatus } from "../../collab/room-status.ts";
import { useRoomStatus } from "../../hooks/use-yjs.ts";

export type BadgeState = "connecting" | "saved" | "saving" | "offline" | "ended";

// Every keystroke is unsaved for a few milliseconds; only a wait that can be felt is worth a word.
const WORTH_SAYING_MS = 600;

const LOOKS: Readonly<Record<BadgeState, { label: string; dot: string; text: string }>> = {
  connecting: { label: "Connecting", dot: "bg-ink-3 breathing", text: "text-ink-3" },
  saved: { label: "Saved", dot: "bg-accent", text: "text-ink-2" },
  saving: { label: "Saving", dot: "bg-warn breathing", text: "text-ink-2" },
  offline: { label: "Reconnecting", dot: "bg-warn breathing", text: "text-warn" },
  ended: { label: "Closed", dot: "bg-danger", text: "text-danger" },
};

export function ConnectionBadge({ connection }: { readonly connection: RoomConnection }) {
  const state = useRoomStatus(connection, badgeState);
  const shown = useLasting(state);
  const { label, dot, text } = LOOKS[shown];
  const saved = useRoomStatus(connection, (status) => status.saved);
  const title = shown === "offline" && !saved ? "Reconnecting, edits not sent yet" : label;
  return (
    <span
      data-testid="connection-badge"
      data-state={state}
      title={title}
      className={`flex shrink-0 items-center gap-2 text-sm ${text}`}
    >
      <span className={`size-2 rounded-full ${dot}`} />
      <span role="status" className="max-sm:sr-only">
        {label}
      </span>
    </span>
  );
}

function badgeState({ phase, saved }: RoomStatus): BadgeState {
  if (phase === "live") return saved ? "saved" : "saving";
  return phase;
}

/** The state, but "saving" only once it lasts; all others at once. */
function useLasting(state: BadgeState): BadgeState {
  const [shown, setShown] = useState(state);
  useEffect(() => {
    const delay = state === "saving" ? WORTH_SAYING_MS : 0;
    const timer = setTimeout(() => setShown(state), delay);
    return () => clearTimeout(timer);
  }, [state]);
  return shown;
}
