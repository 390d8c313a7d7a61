/** Asks somebody who came by link for a name; one click is enough. */

import { type FormEvent, useEffect, useState } from "react";
import { ApiProblem } from "../../api/problem.ts";
import { getRoom, type Room } from "../../api/rooms.ts";
import type { FileCopy } from "../../collab/file-copy.ts";
import type { EndReason } from "../../collab/room-status.ts";
import { Button } from "../../components/ui/button.tsx";
import { TextField } from "../../components/ui/field.tsx";
import { Wordmark } from "../../components/ui/logo.tsx";
import { findLanguage } from "../../editor/languages.ts";
import { friendlyName, MAX_NAME_LENGTH } from "../../remembered/display-name.ts";
import { RoomEnded } from "./room-ended.tsx";

interface JoinCardProps {
  readonly roomId: string;
  readonly onJoin: (name: string) => void;
  readonly readCopy: () => Promise<FileCopy | undefined>;
}

export function JoinCard({ roomId, onJoin, readCopy }: JoinCardProps) {
  const [name, setName] = useState(friendlyName);
  const { room, gone } = useRoomPreview(roomId);

  function join(event: FormEvent): void {
    event.preventDefault();
    onJoin(name.trim());
  }

  // Before anybody has thought about a name for a room that is not there.
  if (gone) return <RoomEnded end={{ reason: gone, message: "" }} readCopy={readCopy} />;
  return (
    <main className="grid min-h-dvh place-items-center px-4 py-8">
      <title>Join · Coterie</title>
      <form
        onSubmit={join}
        data-testid="join-card"
        className="w-full max-w-sm rounded-2xl border border-line bg-surface p-7 shadow-lift"
      >
        <Wordmark />
        <h1 className="mt-7 font-semibold text-xl tracking-tight">
          {room ? <bdi>{room.name}</bdi> : "You are invited"}
        </h1>
        <p className="mt-1 mb-6 text-ink-2">
          {room
            ? `A ${findLanguage(room.language).label} room. Choose a name and you are in.`
            : "A room to write code in, together."}
        </p>
        <TextField
          label="Your name"
          hint="the others see it"
          value={name}
          onChange={(event) => setName(event.target.value)}
          onFocus={(event) => event.target.select()}
          maxLength={MAX_NAME_LENGTH}
          required
          pattern=".*\S.*"
          title="A name needs at least one visible character."
          autoComplete="nickname"
        />
        <Button
          type="submit"
          look="primary"
          size="large"
          className="mt-4 w-full"
          data-testid="join-room"
        >
          Join the room
        </Button>
      </form>
    </main>
  );
}

interface RoomPreview {
  readonly room?: Room;
  readonly gone?: EndReason | undefined;
}

/** What the room is called, or why there is none; other trouble shows when they join. */
function useRoomPreview(roomId: string): RoomPreview {
  const [preview, setPreview] = useState<RoomPreview>({});
  useEffect(() => {
    const abort = new AbortController();
    getRoom(roomId, abort.signal).then(
      (room) => setPreview({ room }),
      (error: unknown) => setPreview({ gone: goneReason(error) }),
    );
    return () => abort.abort();
  }, [roomId]);
  return preview;
}

function goneReason(error: unknown): EndReason | undefined {
  if (!(error instanceof ApiProblem)) return undefined;
  if (error.status === 404) return "not-found";
  return error.status === 410 ? "deleted" : undefined;
}
