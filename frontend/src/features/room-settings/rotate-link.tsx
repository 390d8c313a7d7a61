/** Replaces the room's link: for one that went to the wrong people. */

import { useState } from "react";
import { ApiProblem } from "../../api/problem.ts";
import { rotateLink } from "../../api/rooms.ts";
import { Button } from "../../components/ui/button.tsx";
import { useRoom } from "../../hooks/room-context.ts";
import { recallOwnerKey } from "../../remembered/room-keys.ts";

export function RotateLink() {
  const { roomId, onLinkKey } = useRoom();
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState("");

  async function rotate(): Promise<void> {
    setBusy(true);
    try {
      onLinkKey(await rotateLink(roomId, recallOwnerKey(roomId) ?? ""));
      setOutcome("Done: Copy link now gives the new one.");
    } catch (error) {
      setOutcome(
        error instanceof ApiProblem ? error.firstMessage : "The server cannot be reached.",
      );
    }
    setBusy(false);
  }

  return (
    <section className="mt-6 border-line border-t pt-5">
      <h3 className="font-semibold text-sm">The room's link</h3>
      <p className="mt-1 text-ink-2 text-sm">
        A new link lets nobody in through the old one. Who is in the room stays.
      </p>
      <div className="mt-3 flex flex-wrap items-center gap-3">
        <Button onClick={rotate} disabled={busy} data-testid="rotate-link">
          Make a new link
        </Button>
        <p role="status" className="text-ink-2 text-sm">
          {outcome}
        </p>
      </div>
    </section>
  );
}
