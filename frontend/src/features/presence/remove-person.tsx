/** Asks before somebody is sent out, since the room's link changes with it. */

import { useState } from "react";
import { ApiProblem } from "../../api/problem.ts";
import { removeUser } from "../../api/rooms.ts";
import type { Person } from "../../collab/people.ts";
import { Confirm } from "../../components/ui/confirm.tsx";
import { useRoom } from "../../hooks/room-context.ts";
import { recallOwnerKey } from "../../remembered/room-keys.ts";

interface RemovePersonProps {
  readonly person: Person;
  readonly onClose: () => void;
}

export function RemovePerson({ person, onClose }: RemovePersonProps) {
  const { roomId, onLinkKey } = useRoom();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");

  async function remove(): Promise<void> {
    setBusy(true);
    try {
      onLinkKey(await removeUser(roomId, person.userId, recallOwnerKey(roomId) ?? ""));
      onClose();
    } catch (error) {
      setProblem(
        error instanceof ApiProblem ? error.firstMessage : "The server cannot be reached.",
      );
      setBusy(false);
    }
  }

  return (
    <Confirm
      title="Remove from the room?"
      action="Remove"
      busy={busy}
      problem={problem}
      onConfirm={remove}
      onClose={onClose}
    >
      <bdi className="font-medium text-ink">{person.name}</bdi> leaves at once and cannot come back.
      The room gets a new link: the present one lets nobody in any more. Who is in the room stays.
    </Confirm>
  );
}
