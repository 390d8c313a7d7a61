/** Everybody in the room, and what the owner may do about them. */

import { Link2 } from "lucide-react";
import { useState } from "react";
import { ApiProblem } from "../../api/problem.ts";
import { changeRole, type RoomUser } from "../../api/rooms.ts";
import type { Person } from "../../collab/people.ts";
import { Button } from "../../components/ui/button.tsx";
import { copyLink } from "../../components/ui/copy-link.ts";
import { useRoom } from "../../hooks/room-context.ts";
import { shareLink } from "../../hooks/share-link.ts";
import { usePeople } from "../../hooks/use-people.ts";
import { recallOwnerKey } from "../../remembered/room-keys.ts";
import { RemovePerson } from "./remove-person.tsx";
import { useRoles } from "./use-roles.ts";
import { UserList } from "./user-list.tsx";

const NOBODY: readonly RoomUser[] = [];

export default function PeoplePanel() {
  const { roomId, live, join, room, role, linkKey, freshToken } = useRoom();
  const people = usePeople(live.people);
  // Not before we are in: a token would be asked for by a join besides the connection's own.
  const token = join ? freshToken : undefined;
  const [roles, refresh] = useRoles(roomId, join?.users ?? NOBODY, people, token);
  const [leaving, setLeaving] = useState<Person | null>(null);
  const [problem, setProblem] = useState("");

  async function giveRole(userId: string, next: "editor" | "viewer"): Promise<void> {
    setProblem("");
    try {
      await changeRole(roomId, userId, next, recallOwnerKey(roomId) ?? "");
    } catch (error) {
      setProblem(
        error instanceof ApiProblem ? error.firstMessage : "The server cannot be reached.",
      );
    }
    refresh();
  }

  const you = join?.user_id;
  const shown = new Map(roles);
  // Our own is known first-hand, and sooner.
  if (you !== undefined && role !== undefined) shown.set(you, role);
  return (
    <>
      <UserList
        people={people}
        roles={shown}
        onRole={room?.abilities.change_roles ? giveRole : undefined}
        onRemove={room?.abilities.remove_participants ? setLeaving : undefined}
      />
      <p role="alert" className="px-2 pt-2 text-danger text-sm empty:hidden">
        {problem}
      </p>
      {people.length === 1 ? (
        <div data-testid="alone" className="mt-4 grid justify-items-start gap-3 px-2">
          <p className="text-ink-2 text-sm">
            Nobody else is here yet. Send them the link: whoever has it can come in.
          </p>
          <Button onClick={() => void copyLink(shareLink(roomId, linkKey))}>
            <Link2 size={15} aria-hidden="true" />
            Copy the link
          </Button>
        </div>
      ) : null}
      {leaving ? <RemovePerson person={leaving} onClose={() => setLeaving(null)} /> : null}
    </>
  );
}
