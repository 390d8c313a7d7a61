/** Says honestly whether what one types is kept. */

import { useEffect, useState } from "react";
import type { RoomConnection } from "../../collab/room-connection.ts";
import { useNow } from "../../hooks/use-now.ts";
import { useRoomStatus } from "../../hooks/use-yjs.ts";
import { type BadgeState, badgeState, offlineLabel } from "./badge-state.ts";

// Every keystroke is unsaved for a few milliseconds; only a wait that can be felt is worth a word.
const WORTH_SAYING_MS = 600;
// Minutes are shown; a quarter of one late is soon enough.
const COUNT_MS = 15_000;

interface Look {
  readonly label: string;
  readonly dot: string;
  readonly text: string;
  readonly meaning: string;
}

const LOOKS: Readonly<Record<BadgeState, Look>> = {
  connecting: {
    label: "Connecting",
    dot: "bg-ink-3 breathing",
    text: "text-ink-3",
    meaning: "The room is being opened.",
  },
  saved: {
    label: "Saved",
    dot: "bg-accent",
    text: "text-ink-2",
    meaning: "All that you typed is on the server's disk.",
  },
  saving: {
    label: "Saving",
    dot: "bg-warn breathing",
    text: "text-ink-2",
    meaning: "The server has not confirmed your last edits yet.",
  },
  offline: {
    label: "Offline",
    dot: "bg-warn breathing",
    text: "text-warn",
    meaning: "The server cannot be reached. Edits are sent when it is back.",
  },
  "not-saved": {
    label: "Not saved",
    dot: "bg-danger breathing",
    text: "text-danger",
    meaning: "The server has your edits, but cannot write them to its disk just now.",
  },
  "read-only": {
    label: "Read only",
    dot: "border-2 border-ink-3",
    text: "text-ink-2",
    meaning: "You can look, but not edit.",
  },
};

export function ConnectionBadge({ connection }: { readonly connection: RoomConnection }) {
  const state = useRoomStatus(connection, badgeState);
  const shown = useLasting(state);
  const since = useRoomStatus(connection, ({ offlineSince }) => offlineSince);
  const saved = useRoomStatus(connection, (status) => status.saved);
  const now = useNow(COUNT_MS, shown === "offline");
  const { dot, text, meaning } = LOOKS[shown];
  const label = shown === "offline" ? offlineLabel(since, now) : LOOKS[shown].label;
  const unsent = shown === "offline" && !saved ? " Some of yours are not sent yet." : "";
  return (
    <span
      data-testid="connection-badge"
      data-state={state}
      title={`${label}. ${meaning}${unsent}`}
      className={`flex min-w-0 items-center gap-2 text-sm max-md:gap-1.5 max-md:text-xs ${text}`}
    >
      <span className={`size-2 shrink-0 rounded-full ${dot}`} />
      {/* Polite, and not for what comes and goes with every word typed. */}
      <span role="status" className="truncate">
        {label}
      </span>
    </span>
  );
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
