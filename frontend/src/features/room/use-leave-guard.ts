/** Asks before the page goes while edits are not on the server; never otherwise. */

import { useEffect } from "react";
import type { RoomConnection } from "../../collab/room-connection.ts";
import { useRoomStatus } from "../../hooks/use-yjs.ts";

export function useLeaveGuard(connection: RoomConnection): boolean {
  const unsaved = useRoomStatus(
    connection,
    ({ saved, participant }) => !saved && participant?.role !== "viewer",
  );
  useEffect(() => {
    // Only while it is needed: a page with this listener cannot be kept for the back button.
    if (!unsaved) return;
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [unsaved]);
  return unsaved;
}
