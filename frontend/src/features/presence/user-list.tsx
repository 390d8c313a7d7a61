/** Everybody in the room: oneself first, each in the colour of their cursor. */

import { UserMinus } from "lucide-react";
import type { Person } from "../../collab/people.ts";
import { Avatar } from "../../components/ui/avatar.tsx";

export interface UserListProps {
  readonly people: readonly Person[];
  readonly roles: ReadonlyMap<string, string>;
  /** Only for who may change roles. */
  readonly onRole?: ((userId: string, role: "editor" | "viewer") => void) | undefined;
  /** Only for who may remove somebody. */
  readonly onRemove?: ((person: Person) => void) | undefined;
}

const ROLES: Readonly<Record<string, string>> = {
  owner: "Owner",
  editor: "Editor",
  viewer: "Viewer",
};

export function UserList({ people, roles, onRole, onRemove }: UserListProps) {
  return (
    <ul
      aria-label="Participants"
      data-testid="participants"
      className="grid grid-cols-[minmax(0,1fr)] gap-0.5"
    >
      {people.map((person) => {
        const { userId, name, color, isYou } = person;
        const role = roles.get(userId) ?? "";
        const isSubject = !isYou && role !== "owner";
        return (
          <li
            key={userId}
            data-testid="participant"
            className="group flex items-center gap-2.5 rounded-lg px-2 py-1.5"
          >
            <Avatar name={name} color={color} />
            <span className="min-w-0 flex-1 leading-tight">
              <span className="flex items-baseline gap-1.5">
                <bdi className="min-w-0 truncate font-medium text-sm" title={name}>
                  {name}
                </bdi>
                {isYou ? <span className="shrink-0 text-ink-3 text-xs">you</span> : null}
              </span>
              {onRole && isSubject && role !== "" ? (
                <select
                  aria-label={`Role of ${name}`}
                  data-testid="role-menu"
                  value={role}
                  onChange={(event) => onRole(userId, event.target.value as "editor" | "viewer")}
                  className="select -ml-1 h-6 items-center rounded border border-transparent px-1 text-ink-2 text-xs hover:border-line"
                >
                  <option value="editor">Editor</option>
                  <option value="viewer">Viewer</option>
                </select>
              ) : (
                <span className="text-ink-3 text-xs">{ROLES[role] ?? "\u00a0"}</span>
              )}
            </span>
            {onRemove && isSubject ? (
              <button
                type="button"
                aria-label={`Remove ${name}`}
                title={`Remove ${name}`}
                data-testid="remove-participant"
                onClick={() => onRemove(person)}
                className="grid size-8 shrink-0 place-items-center rounded-lg text-ink-3 hover:bg-sunken hover:text-danger"
              >
                <UserMinus size={15} aria-hidden="true" />
              </button>
            ) : null}
          </li>
        );
      })}
    </ul>
  );
}
