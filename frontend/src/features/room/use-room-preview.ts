/** What a room is called and asks of newcomers, before one is in it. */

import { useEffect, useState } from "react";
import { ApiProblem } from "../../api/problem.ts";
import { getRoom, type Room } from "../../api/rooms.ts";
import type { EndReason } from "../../collab/room-status.ts";
import { isKnownTo, recallLinkKey } from "../../remembered/room-keys.ts";

export interface RoomPreview {
  readonly room?: Room;
  /** Why there is no way in; other trouble shows when they join. */
  readonly end?: EndReason | undefined;
}

export function useRoomPreview(roomId: string): RoomPreview {
  const [preview, setPreview] = useState<RoomPreview>({});
  useEffect(() => {
    const abort = new AbortController();
    getRoom(roomId, abort.signal).then(
      (room) => setPreview({ room, end: closedReason(room) }),
      (error: unknown) => setPreview({ end: goneReason(error) }),
    );
    return () => abort.abort();
  }, [roomId]);
  return preview;
}

/** As the server will decide; whom it knows it asks for nothing. */
function closedReason(room: Room): EndReason | undefined {
  if (isKnownTo(room.id)) return undefined;
  if (room.link_closed && recallLinkKey(room.id) === undefined) return "link-closed";
  return room.locked ? "locked" : undefined;
}

function goneReason(error: unknown): EndReason | undefined {
  if (!(error instanceof ApiProblem)) return undefined;
  if (error.status === 404) return "not-found";
  return error.status === 410 ? "deleted" : undefined;
}
