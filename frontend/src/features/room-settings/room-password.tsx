/** Sets, changes or removes what newcomers are asked for. */

import { type FormEvent, useState } from "react";
import type { Room } from "../../api/rooms.ts";
import { Button } from "../../components/ui/button.tsx";
import { TextField } from "../../components/ui/field.tsx";
import { Section } from "./section.tsx";
import { useOwner } from "./use-owner.ts";

// As the server has it.
const MIN_LENGTH = 6;
const MAX_LENGTH = 128;

export function RoomPassword({ room }: { readonly room: Room }) {
  const { busy, problem, change } = useOwner();
  const [password, setPassword] = useState("");
  const [done, setDone] = useState("");
  const [isShown, setShown] = useState(false);

  async function set(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (!(await change({ password }))) return;
    setPassword("");
    setShown(false);
    setDone("Newcomers are asked for this password now.");
  }

  async function remove(): Promise<void> {
    if (await change({ password: null })) setDone("Newcomers are asked for no password now.");
  }

  return (
    <Section
      title="Password"
      text={
        room.has_password
          ? "Newcomers are asked for it. Who is in the room, or was, comes in without."
          : "Newcomers would be asked for it, besides the link. Who is in the room stays."
      }
      problem={problem}
      done={done}
    >
      <form onSubmit={set} className="flex flex-wrap items-end gap-3">
        <TextField
          label={room.has_password ? "New password" : "Password"}
          hint={`at least ${MIN_LENGTH} characters`}
          type={isShown ? "text" : "password"}
          data-testid="new-password"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
          minLength={MIN_LENGTH}
          maxLength={MAX_LENGTH}
          required
          autoComplete="off"
        />
        <Button size="large" aria-pressed={isShown} onClick={() => setShown(!isShown)}>
          {isShown ? "Hide" : "Show"}
        </Button>
        <div className="flex basis-full flex-wrap gap-3">
          <Button type="submit" look="primary" disabled={busy} data-testid="set-password">
            {room.has_password ? "Change the password" : "Set the password"}
          </Button>
          {room.has_password ? (
            <Button disabled={busy} onClick={() => void remove()} data-testid="remove-password">
              Remove it
            </Button>
          ) : null}
        </div>
      </form>
    </Section>
  );
}
