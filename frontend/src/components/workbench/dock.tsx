/** One side of the editor and the panels that live there. */

import { X } from "lucide-react";
import type { Side } from "../../remembered/layout.ts";
import { IconButton } from "../ui/icon-button.tsx";
import type { DockSize } from "./dock-limits.ts";
import { PanelFrame } from "./panel-frame.tsx";
import { ResizeHandle } from "./resize-handle.tsx";
import type { WorkbenchControl } from "./use-workbench.ts";

interface DockProps {
  readonly side: Side;
  readonly control: WorkbenchControl;
  readonly size: DockSize;
}

/** Nothing at all where no panel lives, or where it was folded away. */
export function Dock({ side, control, size }: DockProps) {
  const { change, hide } = control;
  const panels = control.panels.filter((panel) => panel.side === side);
  const shown = panels.find(control.isShown);
  if (!shown) return null;
  return (
    <aside
      id={`dock-${side}`}
      tabIndex={-1}
      aria-label={shown.title}
      data-testid={`dock-${side}`}
      data-region={side}
      style={side === "bottom" ? { height: size.size } : { width: size.size }}
      className="dock"
    >
      <div className="dock-bar">
        {panels.length === 1 ? (
          <h2 className="min-w-0 flex-1 truncate px-2 font-medium text-ink-2 text-sm">
            {shown.title}
          </h2>
        ) : (
          <div className="dock-tabs">
            {panels.map(({ id, title }) => (
              <button
                key={id}
                type="button"
                aria-pressed={id === shown.id}
                onClick={() => change(side, { panel: id })}
                className="dock-tab"
              >
                {title}
              </button>
            ))}
          </div>
        )}
        <IconButton icon={X} label={`Hide ${shown.title}`} onClick={() => hide(shown)} />
      </div>
      <div
        className={`min-h-0 flex-1 px-3 pb-3 ${shown.fills ? "flex flex-col" : "overflow-y-auto"}`}
      >
        <PanelFrame entry={shown} />
      </div>
      <ResizeHandle
        side={side}
        label={shown.title}
        {...size}
        onResize={(next) => change(side, { size: next })}
        onCollapse={() => hide(shown)}
      />
    </aside>
  );
}
