/** What the owner decides about the room. Loaded when it is first opened. */

import { useEffect } from "react";
import type { Room } from "../../api/rooms.ts";
import { Modal } from "../../components/ui/modal.tsx";
import { Tabs } from "../../components/ui/tabs.tsx";
import { DeleteRoom } from "./delete-room.tsx";
import { HandOver } from "./hand-over.tsx";
import { Lifetime } from "./lifetime.tsx";
import { LinksPage } from "./links-page.tsx";
import { LockRoom } from "./lock-room.tsx";
import { PeopleLimit } from "./people-limit.tsx";
import { RoomForm } from "./room-form.tsx";
import { RoomPassword } from "./room-password.tsx";

interface SettingsDialogProps {
  readonly room: Room;
  readonly onClose: () => void;
}

export default function SettingsDialog({ room, onClose }: SettingsDialogProps) {
  const { abilities } = room;
  // The room may be handed over while its former owner looks at this.
  useEffect(() => {
    if (!abilities.rename) onClose();
  }, [abilities.rename, onClose]);
  return (
    <Modal title="Room settings" testId="settings-dialog" onClose={onClose} width="max-w-lg" fill>
      <div className="md:min-h-[min(36rem,calc(85dvh-6rem))]">
        <Tabs
          label="Room settings"
          tabs={[
            { id: "room", label: "Room", content: <RoomForm room={room} onClose={onClose} /> },
            {
              id: "access",
              label: "Access",
              content: (
                <>
                  <LockRoom room={room} />
                  <RoomPassword room={room} />
                  <PeopleLimit room={room} />
                </>
              ),
            },
            { id: "links", label: "Links", content: <LinksPage room={room} /> },
            { id: "lifetime", label: "Lifetime", content: <Lifetime room={room} /> },
            {
              id: "ownership",
              label: "Ownership",
              content: (
                <>
                  {abilities.transfer ? <HandOver /> : null}
                  {abilities.delete ? <DeleteRoom room={room} /> : null}
                </>
              ),
            },
          ]}
        />
      </div>
    </Modal>
  );
}
