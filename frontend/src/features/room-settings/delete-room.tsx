/** Deletes the room for everybody, once its name was typed. */

import { type FormEvent, useState } from "react";
import { ApiProblem } from "../../api/problem.ts";
import { deleteRoom, type Room } from "../../api/rooms.ts";
import { Button } from "../../components/ui/button.tsx";
import { TextField } from "../../components/ui/field.tsx";
import { useRoom } from "../../hooks/room-context.ts";
import { recallOwnerKey } from "../../remembered/room-keys.ts";

export function DeleteRoom({ room }: { readonly room: Room }) {
  const { roomId } = useRoom();
  const [typed, setTyped] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const isMeant = typed.trim() === room.name.trim();

  async function remove(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (!isMeant) return;
    setBusy(true);
    try {
      // The closing socket takes everybody, us too, to the page that says so.
      await deleteRoom(roomId, recallOwnerKey(roomId) ?? "");
    } catch (error) {
      setProblem(
        error instanceof ApiProblem ? error.firstMessage : "The server cannot be reached.",
      );
      setBusy(false);
    }
  }

  return (
    <section className="mt-6 border-line border-t pt-5">
      <h3 className="font-semibold text-danger text-sm">Delete the room</h3>
      <p className="mt-1 mb-3 text-ink-2 text-sm">
        Everybody is sent out and the code is gone from the server. It cannot be undone.
      </p>
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
      <p role="alert" className="mt-2 text-danger text-sm empty:hidden">
        {problem}
      </p>
    </section>
  );
}
