/** Who is here, at a glance: on the button that shows the list. */

import { Avatar } from "../../components/ui/avatar.tsx";
import { useRoom } from "../../hooks/room-context.ts";
import { usePeople } from "../../hooks/use-people.ts";

// More would crowd a phone's tool bar.
const MAX_AVATARS = 2;

export function PeopleSummary() {
  const people = usePeople(useRoom().live.people);
  const hidden = people.length - MAX_AVATARS;
  return (
    <span className="-space-x-0.5 flex items-center">
      <span className="sr-only">, {people.length} in the room</span>
      {people.slice(0, MAX_AVATARS).map(({ userId, name, color }) => (
        <Avatar
          key={userId}
          name={name}
          color={color}
          className="size-7 border-2 border-canvas text-[0.6875rem]"
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
