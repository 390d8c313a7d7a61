/** What the room is called, who finds it, and what people in it may do. */

import { type FormEvent, useState } from "react";
import type { Room } from "../../api/rooms.ts";
import { Button } from "../../components/ui/button.tsx";
import { SelectField, TextField } from "../../components/ui/field.tsx";
import { useOwner } from "./use-owner.ts";

const MAX_ROOM_NAME_LENGTH = 100;

interface RoomFormProps {
  readonly room: Room;
  readonly onClose: () => void;
}

export function RoomForm({ room, onClose }: RoomFormProps) {
  const { busy, problem, change } = useOwner();
  const [name, setName] = useState(room.name);
  const [visibility, setVisibility] = useState(room.visibility);
  const [linkRole, setLinkRole] = useState(room.link_role);
  const [viewersTalk, setViewersTalk] = useState(room.viewers_talk);
  const [viewersChat, setViewersChat] = useState(room.viewers_chat);
  const [aiMode, setAiMode] = useState(room.ai_mode);

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    const saved = await change({
      name: name.trim(),
      visibility,
      link_role: linkRole,
      viewers_talk: viewersTalk,
      viewers_chat: viewersChat,
      ai_mode: aiMode,
    });
    if (saved) onClose();
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
          label="Viewers in the chat"
          value={viewersChat ? "write" : "read"}
          onChange={(event) => setViewersChat(event.target.value === "write")}
        >
          <option value="write">May write</option>
          <option value="read">Only read</option>
        </SelectField>
      </div>
      <div className="flex gap-3 max-sm:flex-col">
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
        <Button
          type="submit"
          look="primary"
          size="large"
          disabled={busy}
          data-testid="save-settings"
        >
          {busy ? "Saving…" : "Save"}
        </Button>
        <p role="alert" className="text-danger text-sm">
          {problem}
        </p>
      </div>
    </form>
  );
}
