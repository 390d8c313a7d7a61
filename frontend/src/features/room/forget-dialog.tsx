/** Leaves, and takes every trace of the room out of this browser. */

import { useNavigate } from "react-router";
import { Confirm } from "../../components/ui/confirm.tsx";
import { useRoom } from "../../hooks/room-context.ts";
import { sayGoodbye } from "../../hooks/use-yjs.ts";
import { forgetRoom } from "../../remembered/recent-rooms.ts";
import { forgetRoomKeys } from "../../remembered/room-keys.ts";

export default function ForgetDialog({ onClose }: { readonly onClose: () => void }) {
  const { roomId, live, join, role } = useRoom();
  const navigate = useNavigate();

  async function forget(): Promise<void> {
    sayGoodbye(join);
    await live.forgetCopy().catch(() => undefined);
    forgetRoom(roomId);
    forgetRoomKeys(roomId);
    await navigate("/");
  }

  return (
    <Confirm
      title="Leave and forget this room?"
      action="Leave and forget"
      onConfirm={forget}
      onClose={onClose}
    >
      This browser's copy of the code, and what it remembers of the room, are removed. The room
      itself stays.
      {role === "owner" ? " You will no longer own it: the key to it is only in this browser." : ""}
    </Confirm>
  );
}
