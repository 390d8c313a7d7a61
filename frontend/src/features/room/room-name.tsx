/** The room's name in its bar; its owner renames it in place. */

import { Lock, Pencil } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { changeRoom } from "../../api/rooms.ts";
import { useRoom } from "../../hooks/room-context.ts";
import { toasts } from "../../hooks/toasts.ts";
import { NARROW, useMedia } from "../../hooks/use-media.ts";
import { useTask } from "../../hooks/use-task.ts";
import { recallOwnerKey } from "../../remembered/room-keys.ts";

// As the server has it.
const MAX_LENGTH = 100;

export function RoomName({ name }: { readonly name: string }) {
  const { room } = useRoom();
  const isNarrow = useMedia(NARROW);
  const [isEditing, setEditing] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const shown = <bdi data-testid="room-name">{name}</bdi>;

  function close(): void {
    setEditing(false);
    // Once it is there again.
    requestAnimationFrame(() => button.current?.focus());
  }

  if (isEditing) return <NameField name={name} onClose={close} />;
  return (
    <>
      {room?.locked ? (
        <Lock
          size={13}
          role="img"
          aria-label="The room is locked"
          data-testid="room-locked"
          className="mr-1 inline shrink-0 align-[-1px] text-ink-3"
        />
      ) : null}
      {/* Too small for a finger there: a phone has the settings. */}
      {room?.abilities.rename && !isNarrow ? (
        <button
          ref={button}
          type="button"
          title={`Rename: ${name}`}
          data-testid="rename-room"
          onClick={() => setEditing(true)}
          className="group inline-flex max-w-full items-center gap-1.5 rounded px-1 focus-visible:outline-offset-[-2px]"
        >
          <span className="truncate">{shown}</span>
          <span className="sr-only">, rename</span>
          <Pencil
            size={12}
            aria-hidden="true"
            className="shrink-0 text-ink-3 opacity-0 group-hover:opacity-100 group-focus-visible:opacity-100"
          />
        </button>
      ) : (
        shown
      )}
    </>
  );
}

interface NameFieldProps {
  readonly name: string;
  readonly onClose: () => void;
}

function NameField({ name, onClose }: NameFieldProps) {
  const { roomId, onRoom } = useRoom();
  const { busy, problem, run } = useTask();
  const [typed, setTyped] = useState(name);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.select(), []);
  useEffect(() => {
    if (problem !== "") toasts.say(problem);
  }, [problem]);

  async function save(): Promise<void> {
    const wanted = typed.trim();
    if (busy) return;
    if (wanted === "" || wanted === name) {
      onClose();
      return;
    }
    const key = recallOwnerKey(roomId) ?? "";
    if (await run(async () => onRoom(await changeRoom(roomId, { name: wanted }, key)))) onClose();
  }

  function press(event: KeyboardEvent): void {
    if (event.key === "Enter") void save();
    if (event.key === "Escape") onClose();
  }

  return (
    <input
      ref={field}
      aria-label="Name of the room"
      data-testid="room-name-field"
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      onKeyDown={press}
      onBlur={() => void save()}
      maxLength={MAX_LENGTH}
      autoComplete="off"
      className="h-8 w-64 max-w-full rounded-lg border border-line-strong bg-raised px-2 font-semibold text-base"
    />
  );
}
