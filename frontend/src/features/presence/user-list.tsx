/** Everybody in the room: oneself first, then the others. */

import type { Person } from "../../collab/people.ts";
import { type PersonActions, PersonRow } from "./person-row.tsx";

export interface UserListProps extends PersonActions {
  readonly people: readonly Person[];
  readonly roles: ReadonlyMap<string, string>;
}

export function UserList({ people, roles, ...actions }: UserListProps) {
  return (
    <ul
      aria-label="Participants"
      data-testid="participants"
      className="grid grid-cols-[minmax(0,1fr)] gap-0.5"
    >
      {people.map((person) => (
        <PersonRow
          key={person.userId}
          person={person}
          role={roles.get(person.userId) ?? ""}
          {...actions}
        />
      ))}
    </ul>
  );
}
