/** Leaves, has the room forget one, and takes every trace of it out of this browser. */

import { useState } from "react";
import { useNavigate } from "react-router";
import { Confirm } from "../../components/ui/confirm.tsx";
import { forgetHere, forgetThere } from "../../hooks/forget-room.ts";
import { useRoom } from "../../hooks/room-context.ts";
import { useTask } from "../../hooks/use-task.ts";
import { sayGoodbye } from "../../hooks/use-yjs.ts";

export default function ForgetDialog({ onClose }: { readonly onClose: () => void }) {
  const { roomId, live, join, role, freshToken } = useRoom();
  const navigate = useNavigate();
  const { busy, problem, run } = useTask();
  const [hereOnly, setHereOnly] = useState(false);

  async function forget(): Promise<void> {
    if (hereOnly) sayGoodbye(join);
    else if (!(await run(() => forgetThere(roomId, freshToken)))) {
      setHereOnly(true);
      return;
    }
    await forgetHere(roomId, live);
    await navigate("/");
  }

  return (
    <Confirm
      title="Leave and forget this room?"
      action={hereOnly ? "Forget in this browser only" : "Leave and forget"}
      busy={busy}
      problem={problem}
      onConfirm={forget}
      onClose={onClose}
    >
      The room forgets your name and closes your other tabs. This browser's copy of the code, and
      what it remembers of the room, are removed. What you wrote stays in the room.
      {role === "owner" ? " You will no longer own it: the key to it is only in this browser." : ""}
    </Confirm>
  );
}
