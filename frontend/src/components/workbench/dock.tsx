/** One side of the editor and the panels that live there. */

import { X } from "lucide-react";
import type { DockLayout, Side } from "../../remembered/layout.ts";
import type { PanelEntry } from "./panel-entry.ts";
import { PanelFrame } from "./panel-frame.tsx";
import { clampSize, ResizeHandle } from "./resize-handle.tsx";

const BORDERS: Readonly<Record<Side, string>> = {
  left: "border-r",
  right: "border-l",
  bottom: "border-t",
};

interface DockProps {
  readonly side: Side;
  readonly panels: readonly PanelEntry[];
  readonly dock: DockLayout;
  readonly onChange: (change: Partial<DockLayout>) => void;
}

/** Nothing at all where no panel lives, or where it was folded away. */
export function Dock({ side, panels, dock, onChange }: DockProps) {
  const shown = panels.find(({ id }) => id === dock.panel) ?? panels[0];
  if (!shown || !dock.open) return null;
  const size = clampSize(side, dock.size);
  return (
    <aside
      aria-label={shown.title}
      data-testid={`dock-${side}`}
      style={side === "bottom" ? { height: size } : { width: size }}
      className={`relative flex shrink-0 flex-col border-line bg-canvas ${BORDERS[side]}`}
    >
      <div className="flex h-10 shrink-0 items-center gap-1 pr-1.5 pl-3">
        {panels.length === 1 ? (
          <h2 className="min-w-0 flex-1 truncate px-2 font-medium text-ink-2 text-sm">
            {shown.title}
          </h2>
        ) : (
          <div className="flex min-w-0 flex-1 gap-1">
            {panels.map(({ id, title }) => (
              <button
                key={id}
                type="button"
                aria-pressed={id === shown.id}
                onClick={() => onChange({ panel: id })}
                className="h-7 rounded-md px-2 font-medium text-ink-3 text-sm hover:text-ink aria-pressed:bg-sunken aria-pressed:text-ink"
              >
                {title}
              </button>
            ))}
          </div>
        )}
        <button
          type="button"
          aria-label={`Hide ${shown.title}`}
          title={`Hide ${shown.title}`}
          onClick={() => onChange({ open: false })}
          className="grid size-7 place-items-center rounded-md text-ink-3 hover:bg-sunken hover:text-ink"
        >
          <X size={15} aria-hidden="true" />
        </button>
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto px-3 pb-3">
        <PanelFrame entry={shown} />
      </div>
      <ResizeHandle
        side={side}
        label={shown.title}
        size={size}
        onResize={(next) => onChange({ size: next })}
        onCollapse={() => onChange({ open: false })}
      />
    </aside>
  );
}
