/** Everybody in the room: oneself first, each in the colour of their cursor. */

import type { Person } from "../../collab/people.ts";
import { Avatar } from "../../components/ui/avatar.tsx";

interface UserListProps {
  readonly people: readonly Person[];
  readonly roles: ReadonlyMap<string, string>;
}

const ROLES: Readonly<Record<string, string>> = {
  owner: "Owner",
  editor: "Editor",
  viewer: "Viewer",
};

export function UserList({ people, roles }: UserListProps) {
  return (
    <ul
      aria-label="Participants"
      data-testid="participants"
      className="grid grid-cols-[minmax(0,1fr)] gap-0.5"
    >
      {people.map(({ userId, name, color, isYou }) => (
        <li
          key={userId}
          data-testid="participant"
          className="flex items-center gap-2.5 rounded-lg px-2 py-1.5"
        >
          <Avatar name={name} color={color} />
          <span className="min-w-0 flex-1 leading-tight">
            <span className="flex items-baseline gap-1.5">
              <bdi className="min-w-0 truncate font-medium text-sm" title={name}>
                {name}
              </bdi>
              {isYou ? <span className="shrink-0 text-ink-3 text-xs">you</span> : null}
            </span>
            <span className="text-ink-3 text-xs">{ROLES[roles.get(userId) ?? ""] ?? "\u00a0"}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}
