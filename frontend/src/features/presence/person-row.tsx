/** One person in the list: in the colour of their cursor, with what the owner may do about them. */

import { Copy, Eye, Pencil, UserMinus } from "lucide-react";
import type { Person } from "../../collab/people.ts";
import { Avatar } from "../../components/ui/avatar.tsx";
import { copyText } from "../../components/ui/clipboard.ts";
import { type MenuItem, useContextMenu } from "../../components/ui/context-menu.tsx";
import { IconButton } from "../../components/ui/icon-button.tsx";

export interface PersonActions {
  /** Only for who may change roles. */
  readonly onRole?: ((userId: string, role: "editor" | "viewer") => void) | undefined;
  /** Only for who may remove somebody. */
  readonly onRemove?: ((person: Person) => void) | undefined;
}

interface PersonRowProps extends PersonActions {
  readonly person: Person;
  /** "" until it is known. */
  readonly role: string;
}

const ROLES: Readonly<Record<string, string>> = {
  owner: "Owner",
  editor: "Editor",
  viewer: "Viewer",
};

export function PersonRow({ person, role, onRole, onRemove }: PersonRowProps) {
  const { userId, name, color, isYou } = person;
  const isSubject = !isYou && role !== "owner";
  const actions = isSubject ? { onRole, onRemove } : {};
  const [menu, onContextMenu] = useContextMenu(name, menuItems(person, role, actions));
  return (
    <li
      data-testid="participant"
      onContextMenu={onContextMenu}
      className="flex min-h-11 items-center gap-2.5 rounded-lg px-2 py-1"
    >
      <Avatar name={name} color={color} />
      <span className="min-w-0 flex-1 leading-tight max-md:flex max-md:items-center max-md:gap-3">
        <span className="flex min-w-0 items-baseline gap-1.5 max-md:flex-1">
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
            className="select -ml-1 h-6 items-center rounded border border-transparent px-1 text-ink-2 text-xs hover:border-line max-md:m-0 max-md:h-11 max-md:rounded-lg max-md:border-line max-md:px-2 max-md:text-sm"
          >
            <option value="editor">Editor</option>
            <option value="viewer">Viewer</option>
          </select>
        ) : (
          <span className="shrink-0 text-ink-3 text-xs max-md:text-sm">
            {ROLES[role] ?? "\u00a0"}
          </span>
        )}
      </span>
      {onRemove && isSubject ? (
        <IconButton
          icon={UserMinus}
          label={`Remove ${name}`}
          data-testid="remove-participant"
          onClick={() => onRemove(person)}
        />
      ) : null}
      {menu}
    </li>
  );
}

function menuItems(
  person: Person,
  role: string,
  { onRole, onRemove }: PersonActions,
): readonly MenuItem[] {
  const { userId, name } = person;
  const items: MenuItem[] = [
    { label: "Copy the name", icon: Copy, run: () => void copyText(name) },
  ];
  if (onRole && role === "editor") {
    items.push({ label: "Let only look", icon: Eye, run: () => onRole(userId, "viewer") });
  }
  if (onRole && role === "viewer") {
    items.push({ label: "Let edit", icon: Pencil, run: () => onRole(userId, "editor") });
  }
  if (onRemove) {
    const run = () => onRemove(person);
    items.push({ label: "Remove from the room", icon: UserMinus, isDangerous: true, run });
  }
  return items;
}
