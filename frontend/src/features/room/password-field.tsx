/** The password of a room, as somebody who wants in types it. */

import { TextField } from "../../components/ui/field.tsx";

// As the server has it.
const MAX_PASSWORD_LENGTH = 128;

interface PasswordFieldProps {
  readonly value: string;
  readonly onChange: (password: string) => void;
  /** The id of what was wrong with it; undefined while nothing is. */
  readonly problemId?: string | undefined;
}

export function PasswordField({ value, onChange, problemId }: PasswordFieldProps) {
  return (
    <TextField
      label="Password of the room"
      type="password"
      data-testid="room-password"
      value={value}
      onChange={(event) => onChange(event.target.value)}
      maxLength={MAX_PASSWORD_LENGTH}
      required
      // Not one of theirs: a browser has none to offer.
      autoComplete="off"
      aria-invalid={problemId !== undefined}
      aria-describedby={problemId}
    />
  );
}
