/** Lets nobody new in, or again. */

import type { Room } from "../../api/rooms.ts";
import { Button } from "../../components/ui/button.tsx";
import { Section } from "./section.tsx";
import { useOwner } from "./use-owner.ts";

export function LockRoom({ room }: { readonly room: Room }) {
  const { busy, problem, change } = useOwner();
  return (
    <Section
      title={room.locked ? "The room is locked" : "Lock the room"}
      text={
        room.locked
          ? "Nobody new gets in, whatever they bring. Who was in before may come back."
          : "Nobody new gets in then, whatever link they have. Who is in the room stays."
      }
      problem={problem}
    >
      <Button
        look={room.locked ? "primary" : "quiet"}
        disabled={busy}
        data-testid="lock-room"
        data-locked={room.locked}
        onClick={() => void change({ locked: !room.locked })}
      >
        {room.locked ? "Unlock" : "Lock"}
      </Button>
    </Section>
  );
}
