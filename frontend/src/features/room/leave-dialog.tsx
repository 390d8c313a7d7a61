/** Asks before one walks away from edits that are not on the server yet. */

import { Confirm } from "../../components/ui/confirm.tsx";

interface LeaveDialogProps {
  readonly onLeave: () => void;
  readonly onClose: () => void;
}

export function LeaveDialog({ onLeave, onClose }: LeaveDialogProps) {
  return (
    <Confirm title="Leave now?" action="Leave" onConfirm={onLeave} onClose={onClose}>
      Your last edits are not saved on the server yet. This browser keeps them, and sends them when
      you open the room here again.
    </Confirm>
  );
}
