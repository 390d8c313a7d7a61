/** Warns that the room is about to be deleted, and lets whoever may keep it. */

import { useState } from "react";
import { ApiProblem } from "../../api/problem.ts";
import { extendRoom } from "../../api/rooms.ts";
import { Banner } from "../../components/ui/banner.tsx";
import { Button } from "../../components/ui/button.tsx";
import { useRoom } from "../../hooks/room-context.ts";
import { timeLeft } from "../../hooks/time-left.ts";
import { useNow } from "../../hooks/use-now.ts";
import { useRoomStatus } from "../../hooks/use-yjs.ts";
import { recallOwnerKey } from "../../remembered/room-keys.ts";
import { downloadCode } from "./download-code.ts";

export function ClosingBanner() {
  const { roomId, live, room, onRoom } = useRoom();
  const closingAt = useRoomStatus(live.connection, (status) => status.closingAt);
  const now = useNow(1_000, closingAt !== null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  if (closingAt === null) return null;

  async function extend(): Promise<void> {
    setBusy(true);
    setProblem("");
    try {
      // The banner goes when the room says that it is no longer closing.
      onRoom(await extendRoom(roomId, recallOwnerKey(roomId) ?? ""));
    } catch (error) {
      setProblem(
        error instanceof ApiProblem ? error.firstMessage : "The server cannot be reached.",
      );
    }
    setBusy(false);
  }

  return (
    <Banner
      testId="closing-banner"
      live="off"
      actions={
        <>
          <Button onClick={() => void downloadCode(live, room)}>Download the code</Button>
          {room?.abilities.extend ? (
            <Button look="primary" disabled={busy} onClick={extend} data-testid="extend-room">
              Keep it open
            </Button>
          ) : null}
        </>
      }
    >
      <span aria-live="polite" className="sr-only">
        This room is about to be deleted.
      </span>
      Nothing has happened here for a while: the room is deleted in{" "}
      <strong className="tabular-nums">{timeLeft(closingAt - now)}</strong>
      {room?.abilities.extend ? "." : " unless somebody edits, or its owner keeps it."}{" "}
      <span className="text-danger">{problem}</span>
    </Banner>
  );
}
