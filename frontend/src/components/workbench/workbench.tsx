/** The editor in the middle and the docks around it; on a phone the editor alone. */

import type { ReactNode } from "react";
import { NARROW, useMedia } from "../../hooks/use-media.ts";
import { Dock } from "./dock.tsx";
import type { PanelEntry } from "./panel-entry.ts";
import type { LayoutControl } from "./use-layout.ts";

interface WorkbenchProps extends LayoutControl {
  readonly panels: readonly PanelEntry[];
  /** The editor. */
  readonly children: ReactNode;
}

export function Workbench({ panels, layout, change, children }: WorkbenchProps) {
  const isNarrow = useMedia(NARROW);
  const dock = (side: PanelEntry["side"]) =>
    isNarrow ? null : (
      <Dock
        side={side}
        panels={panels.filter((panel) => panel.side === side)}
        dock={layout[side]}
        onChange={(next) => change(side, next)}
      />
    );
  return (
    <div className="flex min-h-0 flex-1">
      {dock("left")}
      <div className="flex min-w-0 flex-1 flex-col">
        <main id="editor" tabIndex={-1} aria-label="Editor" className="relative min-h-0 flex-1">
          {children}
        </main>
        {dock("bottom")}
      </div>
      {dock("right")}
    </div>
  );
}
