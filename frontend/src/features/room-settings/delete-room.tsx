/** Deletes the room for everybody, once its name was typed. */

import { type FormEvent, useState } from "react";
import { deleteRoom, type Room } from "../../api/rooms.ts";
import { Button } from "../../components/ui/button.tsx";
import { TextField } from "../../components/ui/field.tsx";
import { Section } from "./section.tsx";
import { ownerKeyOf, useOwner } from "./use-owner.ts";

export function DeleteRoom({ room }: { readonly room: Room }) {
  const { roomId, busy, problem, run } = useOwner();
  const [typed, setTyped] = useState("");
  const isMeant = typed.trim() === room.name.trim();

  async function remove(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (!isMeant) return;
    // The closing socket takes everybody, us too, to the page that says so.
    await run(() => deleteRoom(roomId, ownerKeyOf(roomId)));
  }

  return (
    <Section
      title="Delete the room"
      text="Everybody is sent out and the code is gone from the server. It cannot be undone."
      isDangerous
      problem={problem}
    >
      <form onSubmit={remove} className="flex items-end gap-3 max-sm:flex-col max-sm:items-stretch">
        <TextField
          label={`Type "${room.name}" to confirm`}
          data-testid="delete-confirmation"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <Button
          type="submit"
          look="danger"
          size="large"
          disabled={!isMeant || busy}
          data-testid="delete-room"
        >
          Delete
        </Button>
      </form>
    </Section>
  );
}
