/** One button a panel, in the top bar: shows and hides it, as a sheet on a phone. */

import { useState } from "react";
import { NARROW, useMedia } from "../../hooks/use-media.ts";
import { BUTTON_LOOKS, BUTTON_SHAPE } from "../ui/button.tsx";
import { Modal } from "../ui/modal.tsx";
import type { PanelEntry } from "./panel-entry.ts";
import { PanelFrame } from "./panel-frame.tsx";
import type { LayoutControl } from "./use-layout.ts";

interface PanelButtonsProps extends LayoutControl {
  readonly panels: readonly PanelEntry[];
}

export function PanelButtons({ panels, layout, change }: PanelButtonsProps) {
  const isNarrow = useMedia(NARROW);
  const [sheet, setSheet] = useState<PanelEntry | null>(null);

  const isShown = ({ id, side }: PanelEntry): boolean => {
    const front = layout[side].panel ?? panels.find((panel) => panel.side === side)?.id;
    return layout[side].open && front === id;
  };

  function toggle(panel: PanelEntry): void {
    if (isNarrow) setSheet(panel);
    else change(panel.side, { open: !isShown(panel), panel: panel.id });
  }

  return (
    <>
      {panels.map((panel) => {
        const { id, title, icon: Icon, summary: Summary } = panel;
        return (
          <button
            key={id}
            type="button"
            data-testid={`${id}-button`}
            title={title}
            aria-expanded={isNarrow ? sheet === panel : isShown(panel)}
            onClick={() => toggle(panel)}
            className={`${BUTTON_SHAPE} ${Summary ? "" : BUTTON_LOOKS.quiet} h-8 min-w-8 rounded-lg border-transparent px-1 hover:bg-sunken`}
          >
            <span className="sr-only">{title}</span>
            {Summary ? <Summary /> : <Icon size={16} aria-hidden="true" />}
          </button>
        );
      })}
      {sheet && isNarrow ? (
        <Modal title={sheet.title} onClose={() => setSheet(null)}>
          <PanelFrame entry={sheet} />
        </Modal>
      ) : null}
    </>
  );
}
