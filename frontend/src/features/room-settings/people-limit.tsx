/** How many people the room admits at once. */

import { type FormEvent, useState } from "react";
import type { Room } from "../../api/rooms.ts";
import { Button } from "../../components/ui/button.tsx";
import { TextField } from "../../components/ui/field.tsx";
import { Section } from "./section.tsx";
import { useOwner } from "./use-owner.ts";

// As the server has it.
const MOST = 200;

export function PeopleLimit({ room }: { readonly room: Room }) {
  const { busy, problem, change } = useOwner();
  const [done, setDone] = useState("");
  const [count, setCount] = useState(String(room.max_participants));

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    const saved = await change({ max_participants: Number(count) });
    if (saved) setDone(`The room admits ${count} at once.`);
  }

  return (
    <Section
      title="How many"
      text="Who is in the room stays, even above it."
      problem={problem}
      done={done}
    >
      <form onSubmit={save} className="flex items-end gap-3">
        <TextField
          label="People at once"
          type="number"
          inputMode="numeric"
          data-testid="people-limit"
          value={count}
          onChange={(event) => setCount(event.target.value)}
          min={1}
          max={MOST}
          step={1}
          required
        />
        <Button type="submit" size="large" disabled={busy} data-testid="set-people-limit">
          Set
        </Button>
      </form>
    </Section>
  );
}
