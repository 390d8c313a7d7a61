/** What the owner decides about the room. Loaded when it is first opened. */

import { type FormEvent, useState } from "react";
import { ApiProblem } from "../../api/problem.ts";
import { changeRoom, type Room } from "../../api/rooms.ts";
import { Button } from "../../components/ui/button.tsx";
import { SelectField, TextField } from "../../components/ui/field.tsx";
import { Modal } from "../../components/ui/modal.tsx";
import { useRoom } from "../../hooks/room-context.ts";
import { recallOwnerKey } from "../../remembered/room-keys.ts";
import { DeleteRoom } from "./delete-room.tsx";
import { RotateLink } from "./rotate-link.tsx";

const MAX_ROOM_NAME_LENGTH = 100;

interface SettingsDialogProps {
  readonly room: Room;
  readonly onClose: () => void;
}

export default function SettingsDialog({ room, onClose }: SettingsDialogProps) {
  return (
    <Modal title="Room settings" testId="settings-dialog" onClose={onClose} width="max-w-lg">
      <SettingsForm room={room} onClose={onClose} />
      <RotateLink />
      {room.abilities.delete ? <DeleteRoom room={room} /> : null}
    </Modal>
  );
}

function SettingsForm({ room, onClose }: SettingsDialogProps) {
  const { roomId, onRoom } = useRoom();
  const [name, setName] = useState(room.name);
  const [visibility, setVisibility] = useState(room.visibility);
  const [linkRole, setLinkRole] = useState(room.link_role);
  const [viewersTalk, setViewersTalk] = useState(room.viewers_talk);
  const [aiMode, setAiMode] = useState(room.ai_mode);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    setBusy(true);
    setProblem("");
    const change = {
      name: name.trim(),
      visibility,
      link_role: linkRole,
      viewers_talk: viewersTalk,
      ai_mode: aiMode,
    };
    try {
      onRoom(await changeRoom(roomId, change, recallOwnerKey(roomId) ?? ""));
      onClose();
    } catch (error) {
      setProblem(
        error instanceof ApiProblem ? error.firstMessage : "The server cannot be reached.",
      );
      setBusy(false);
    }
  }

  return (
    <form onSubmit={save} className="grid gap-4">
      <TextField
        label="Name of the room"
        value={name}
        onChange={(event) => setName(event.target.value)}
        maxLength={MAX_ROOM_NAME_LENGTH}
        required
        pattern=".*\S.*"
        title="A name needs at least one visible character."
      />
      <div className="flex gap-3 max-sm:flex-col">
        <SelectField
          label="Who finds it"
          value={visibility}
          onChange={(event) => setVisibility(event.target.value as Room["visibility"])}
        >
          <option value="unlisted">Only who has the link</option>
          <option value="public">Everybody: listed on Home</option>
        </SelectField>
        <SelectField
          label="Newcomers can"
          value={linkRole}
          onChange={(event) => setLinkRole(event.target.value as Room["link_role"])}
        >
          <option value="editor">Edit</option>
          <option value="viewer">Only look</option>
        </SelectField>
      </div>
      <div className="flex gap-3 max-sm:flex-col">
        <SelectField
          label="Viewers in calls"
          value={viewersTalk ? "talk" : "listen"}
          onChange={(event) => setViewersTalk(event.target.value === "talk")}
        >
          <option value="talk">May speak</option>
          <option value="listen">Only listen</option>
        </SelectField>
        <SelectField
          label="Assistant"
          value={aiMode}
          onChange={(event) => setAiMode(event.target.value as Room["ai_mode"])}
        >
          <option value="as_you_type">Also while typing</option>
          <option value="on_request">Only on request</option>
          <option value="off">Off</option>
        </SelectField>
      </div>
      <div className="flex items-center gap-4">
        <Button type="submit" look="primary" disabled={busy} data-testid="save-settings">
          {busy ? "Saving…" : "Save"}
        </Button>
        <p role="alert" className="text-danger text-sm">
          {problem}
        </p>
      </div>
    </form>
  );
}
