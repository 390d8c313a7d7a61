/** Makes a room and goes there. */

import { type FormEvent, useState } from "react";
import { useNavigate } from "react-router";
import { ApiProblem } from "../../api/problem.ts";
import { createRoom } from "../../api/rooms.ts";
import { Button } from "../../components/ui/button.tsx";
import { SelectField, TextField } from "../../components/ui/field.tsx";
import { DEFAULT_LANGUAGE, LANGUAGES } from "../../editor/languages.ts";
import { loadMonaco } from "../../editor/load-monaco.ts";
import {
  friendlyName,
  MAX_NAME_LENGTH,
  recallDisplayName,
  rememberDisplayName,
} from "../../remembered/display-name.ts";
import { rememberOwnerKey } from "../../remembered/room-keys.ts";

const MAX_ROOM_NAME_LENGTH = 100;

export function CreateRoom() {
  const navigate = useNavigate();
  const [displayName, setDisplayName] = useState(() => recallDisplayName() ?? friendlyName());
  const [name, setName] = useState("");
  const [language, setLanguage] = useState(DEFAULT_LANGUAGE);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");

  async function create(event: FormEvent): Promise<void> {
    event.preventDefault();
    setBusy(true);
    setProblem("");
    try {
      const room = await createRoom({ name: name.trim(), language });
      rememberOwnerKey(room.id, room.owner_key);
      rememberDisplayName(displayName.trim());
      await navigate(`/room/${room.id}`);
    } catch (error) {
      setProblem(describe(error));
      setBusy(false);
    }
  }

  return (
    // Whoever starts to fill this in will want the editor next.
    <form onSubmit={create} onFocus={preloadEditor} className="grid gap-4">
      <TextField
        label="Your name"
        value={displayName}
        onChange={(event) => setDisplayName(event.target.value)}
        maxLength={MAX_NAME_LENGTH}
        required
        pattern=".*\S.*"
        title="A name needs at least one visible character."
        autoComplete="nickname"
      />
      <div className="flex gap-3">
        <TextField
          label="Room name"
          hint="optional"
          value={name}
          onChange={(event) => setName(event.target.value)}
          maxLength={MAX_ROOM_NAME_LENGTH}
          placeholder="Untitled room"
        />
        <SelectField
          label="Language"
          value={language}
          onChange={(event) => setLanguage(event.target.value)}
        >
          {LANGUAGES.map(({ id, label }) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
        </SelectField>
      </div>
      <Button
        type="submit"
        look="primary"
        size="large"
        disabled={busy}
        data-testid="create-room"
        onPointerEnter={preloadEditor}
      >
        {busy ? "Opening the room…" : "Create a room"}
      </Button>
      <p role="alert" className="min-h-5 text-danger text-sm empty:hidden">
        {problem}
      </p>
    </form>
  );
}

function preloadEditor(): void {
  // Only a head start: the room itself says so if it cannot be had.
  loadMonaco().catch(() => undefined);
}

function describe(error: unknown): string {
  if (error instanceof ApiProblem) return error.firstMessage;
  return "The server cannot be reached. Is it running?";
}
