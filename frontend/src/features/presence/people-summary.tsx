/** Who is here, at a glance: on the button that shows the list. */

import { Avatar } from "../../components/ui/avatar.tsx";
import { useRoom } from "../../hooks/room-context.ts";
import { usePeople } from "../../hooks/use-people.ts";

// More would push the room's name out of a phone's bar.
const MAX_AVATARS = 2;

export function PeopleSummary() {
  const people = usePeople(useRoom().live.people);
  const hidden = people.length - MAX_AVATARS;
  return (
    <span className="-space-x-1.5 flex items-center">
      <span className="sr-only">, {people.length} in the room</span>
      {people.slice(0, MAX_AVATARS).map(({ userId, name, color }) => (
        <Avatar
          key={userId}
          name={name}
          color={color}
          className="size-7 border-2 border-canvas text-xs"
        />
      ))}
      {hidden > 0 ? (
        <span
          aria-hidden="true"
          className="grid size-7 place-items-center rounded-full border-2 border-canvas bg-sunken font-semibold text-xs"
        >
          +{hidden}
        </span>
      ) : null}
    </span>
  );
}
