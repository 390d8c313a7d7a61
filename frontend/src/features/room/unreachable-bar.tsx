/** Shown over a room whose server does not answer. */

import { useEffect, useState } from "react";
import type { RoomConnection } from "../../collab/room-connection.ts";
import { Button } from "../../components/ui/button.tsx";
import { useRoomStatus } from "../../hooks/use-yjs.ts";

// A reconnect is over by then; a bar that comes and goes would only move the code.
const WORTH_SAYING_MS = 1_500;

export function UnreachableBar({ connection }: { readonly connection: RoomConnection }) {
  const isOffline = useRoomStatus(connection, ({ phase }) => phase === "offline");
  const ready = useRoomStatus(connection, (status) => status.ready);
  const lasts = useLasts(isOffline);
  if (!lasts) return null;
  return (
    <div
      role="alert"
      data-testid="unreachable"
      className="flex items-center gap-3 border-line border-b bg-[color-mix(in_srgb,var(--color-warn)_12%,var(--color-surface))] px-4 py-1.5 text-sm"
    >
      <span className="min-w-0 flex-1">
        {ready
          ? "The server cannot be reached. Go on typing: your edits are sent when it is back, as long as this page stays open."
          : "The server cannot be reached. Trying again."}
      </span>
      <Button onClick={connection.retryNow}>Try now</Button>
    </div>
  );
}

function useLasts(now: boolean): boolean {
  const [lasts, setLasts] = useState(false);
  useEffect(() => {
    if (!now) return setLasts(false);
    const timer = setTimeout(() => setLasts(true), WORTH_SAYING_MS);
    return () => clearTimeout(timer);
  }, [now]);
  return lasts;
}
