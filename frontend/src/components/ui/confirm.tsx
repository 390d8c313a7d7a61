/** Asks before something that cannot be taken back. */

import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import { Modal } from "./modal.tsx";

interface ConfirmProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly action: string;
  readonly busy?: boolean;
  readonly problem?: string;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

export function Confirm(props: ConfirmProps) {
  const { title, children, action, busy = false, problem = "", onConfirm, onClose } = props;
  return (
    <Modal title={title} onClose={onClose}>
      <div className="text-ink-2">{children}</div>
      <p role="alert" className="mt-3 text-danger text-sm empty:hidden">
        {problem}
      </p>
      <div className="mt-6 flex flex-wrap justify-end gap-3">
        <Button autoFocus onClick={onClose}>
          Cancel
        </Button>
        <Button look="danger" disabled={busy} onClick={onConfirm} data-testid="confirm">
          {action}
        </Button>
      </div>
    </Modal>
  );
}
