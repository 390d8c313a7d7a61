/** A phone's panels, under the thumb: each opens as a sheet, those without a place behind "More". */

import { Ellipsis } from "lucide-react";
import { useState } from "react";
import { Modal } from "../ui/modal.tsx";
import type { PanelEntry } from "./panel-entry.ts";
import { PanelFace } from "./panel-face.tsx";
import type { WorkbenchControl } from "./use-workbench.ts";

// On the narrowest phones, 320 pixels wide, five keep a target of 60 and a readable word.
const MAX_TOOLS = 5;

export function ToolBar({ panels, isShown, show }: WorkbenchControl) {
  const [showsMore, setShowsMore] = useState(false);
  const shown = panels.length > MAX_TOOLS ? panels.slice(0, MAX_TOOLS - 1) : panels;
  const rest = panels.slice(shown.length);

  function open(panel: PanelEntry): void {
    setShowsMore(false);
    show(panel);
  }

  return (
    <nav aria-label="Tools" data-testid="tool-bar" data-region="tools" className="tool-bar">
      {shown.map((panel) => (
        <button
          key={panel.id}
          type="button"
          data-testid={`${panel.id}-button`}
          aria-haspopup="dialog"
          aria-expanded={isShown(panel)}
          onClick={() => open(panel)}
          className="tool"
        >
          <span className="tool-face">
            <PanelFace panel={panel} />
          </span>
          <span className="tool-name">{panel.title}</span>
        </button>
      ))}
      {rest.length > 0 ? (
        <button
          type="button"
          data-testid="more-tools"
          aria-haspopup="dialog"
          aria-expanded={showsMore}
          onClick={() => setShowsMore(true)}
          className="tool"
        >
          <span className="tool-face">
            <Ellipsis size={18} aria-hidden="true" />
          </span>
          <span className="tool-name">More</span>
        </button>
      ) : null}
      {showsMore ? (
        <Modal title="More tools" onClose={() => setShowsMore(false)}>
          <ul className="-mx-2 grid">
            {rest.map((panel) => (
              <li key={panel.id}>
                <button
                  type="button"
                  data-testid={`${panel.id}-button`}
                  onClick={() => open(panel)}
                  className="flex h-12 w-full items-center gap-3 rounded-lg px-2 text-left font-medium hover:bg-sunken"
                >
                  <span className="tool-face w-8">
                    <PanelFace panel={panel} />
                  </span>
                  {panel.title}
                </button>
              </li>
            ))}
          </ul>
        </Modal>
      ) : null}
    </nav>
  );
}
