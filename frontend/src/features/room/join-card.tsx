/** Asks somebody who came by link for a name, and for the room's password where it has one. */

import { useState } from "react";
import type { FileCopy } from "../../collab/file-copy.ts";
import { Button } from "../../components/ui/button.tsx";
import { TextField } from "../../components/ui/field.tsx";
import { findLanguage } from "../../editor/languages.ts";
import { friendlyName, MAX_NAME_LENGTH } from "../../remembered/display-name.ts";
import { isKnownTo } from "../../remembered/room-keys.ts";
import { PasswordField } from "./password-field.tsx";
import { RoomEnded } from "./room-ended.tsx";
import { useRoomPreview } from "./use-room-preview.ts";
import { WayIn } from "./way-in.tsx";

interface JoinCardProps {
  readonly roomId: string;
  readonly onJoin: (name: string, password: string | undefined) => void;
  readonly readCopy: () => Promise<FileCopy | undefined>;
}

export function JoinCard({ roomId, onJoin, readCopy }: JoinCardProps) {
  const [name, setName] = useState(friendlyName);
  const [password, setPassword] = useState("");
  const { room, end } = useRoomPreview(roomId);
  const asksPassword = room?.has_password === true && !isKnownTo(roomId);

  // Before anybody has thought about a name for a room that does not let them in.
  if (end) return <RoomEnded end={{ reason: end, message: "" }} readCopy={readCopy} />;
  return (
    <WayIn
      title={room ? "Join" : "You are invited"}
      roomName={room?.name}
      text={
        room
          ? `A ${findLanguage(room.language).label} room. ${asksPassword ? "Its owner asks newcomers for a password." : "Choose a name and you are in."}`
          : "A room to write code in, together."
      }
      testId="join-card"
      onSubmit={() => onJoin(name.trim(), asksPassword ? password : undefined)}
    >
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
      {asksPassword ? (
        <div className="mt-4">
          <PasswordField value={password} onChange={setPassword} />
        </div>
      ) : null}
      <Button
        type="submit"
        look="primary"
        size="large"
        className="mt-4 w-full"
        data-testid="join-room"
      >
        Join the room
      </Button>
    </WayIn>
  );
}
