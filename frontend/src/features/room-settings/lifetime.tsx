/** How long the room outlives the last one who was in it, and how much of that is left. */

import { extendRoom, type Room } from "../../api/rooms.ts";
import { Button } from "../../components/ui/button.tsx";
import { SelectField } from "../../components/ui/field.tsx";
import { useRoom } from "../../hooks/room-context.ts";
import { spanOf, timeLeft } from "../../hooks/time-left.ts";
import { useNow } from "../../hooks/use-now.ts";
import { useRoomStatus } from "../../hooks/use-yjs.ts";
import { Section } from "./section.tsx";
import { ownerKeyOf, useOwner } from "./use-owner.ts";

export function Lifetime({ room }: { readonly room: Room }) {
  const { busy, problem, change } = useOwner();
  return (
    <>
      <Section
        title="When nobody is here"
        text="The room and its code are kept for this long after the last edit, or after the last one left."
        problem={problem}
      >
        <SelectField
          label="Keep the room"
          data-testid="retention"
          value={room.retention}
          disabled={busy}
          onChange={(event) => void change({ retention: event.target.value as Room["retention"] })}
        >
          {room.retention_choices.map(({ retention, seconds }) => (
            <option key={retention} value={retention}>
              {seconds === null ? "Until you delete it" : spanOf(seconds)}
            </option>
          ))}
        </SelectField>
      </Section>
      {room.abilities.extend ? <TimeLeft room={room} /> : null}
    </>
  );
}

function TimeLeft({ room }: { readonly room: Room }) {
  const { live, onRoom } = useRoom();
  const { roomId, busy, problem, run } = useOwner();
  const closingAt = useRoomStatus(live.connection, (status) => status.closingAt);
  const now = useNow(1_000, closingAt !== null);
  const extend = () => run(async () => onRoom(await extendRoom(roomId, ownerKeyOf(roomId))));
  return (
    <Section
      title="Time left"
      text={
        closingAt === null
          ? room.retention === "keep"
            ? "The room stays until you delete it."
            : "Nothing is counted down: somebody is at work here."
          : undefined
      }
      problem={problem}
    >
      {closingAt === null ? null : (
        <div className="flex flex-wrap items-center gap-4">
          <p className="text-sm">
            Deleted in{" "}
            <strong className="tabular-nums" data-testid="settings-time-left">
              {timeLeft(closingAt - now)}
            </strong>
          </p>
          <Button
            look="primary"
            disabled={busy}
            onClick={() => void extend()}
            data-testid="settings-extend"
          >
            Keep it open
          </Button>
        </div>
      )}
    </Section>
  );
}
