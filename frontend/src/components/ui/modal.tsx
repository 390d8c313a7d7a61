/** A question or a form over the page; a sheet from below on a phone. Escape and a click beside it close it. */

import { X } from "lucide-react";
import { type ReactNode, useId } from "react";
import { ToastRegion } from "./toast-region.tsx";
import { useModal } from "./use-modal.ts";

interface ModalProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly testId?: string;
  readonly width?: string;
  /** On a phone as high as it may be, whatever is in it. */
  readonly fill?: boolean | undefined;
}

export function Modal(props: ModalProps) {
  const { title, onClose, children, testId, width = "max-w-md", fill = false } = props;
  const dialog = useModal();
  const titleId = useId();
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog by itself
    <dialog
      ref={dialog}
      aria-labelledby={titleId}
      data-testid={testId}
      onClick={(event) => event.target === dialog.current && onClose()}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      className={`modal ${width} ${fill ? "modal-fill" : ""}`}
    >
      <div className="modal-frame">
        <div className="flex shrink-0 items-center justify-between gap-4 pt-4 pr-3 pb-2 pl-5 sm:pt-5 sm:pr-4 sm:pl-6">
          <h2 id={titleId} className="min-w-0 font-semibold text-lg tracking-tight">
            {title}
          </h2>
          <button
            type="button"
            aria-label="Close"
            onClick={onClose}
            className="grid size-9 shrink-0 place-items-center rounded-lg text-ink-2 hover:bg-sunken hover:text-ink max-md:size-11"
          >
            <X size={18} aria-hidden="true" />
          </button>
        </div>
        <div className={`modal-body px-5 pt-1 pb-5 sm:px-6 sm:pb-6 ${fill ? "flex flex-col" : ""}`}>
          {children}
        </div>
      </div>
      <ToastRegion />
    </dialog>
  );
}
