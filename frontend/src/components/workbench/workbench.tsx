/**
 * The editor in the middle and the docks around it; on a phone the tool bar and a sheet instead. In
 * quiet mode the editor alone.
 */

import type { ReactNode } from "react";
import { useWindowSize } from "../../hooks/use-window-size.ts";
import { Modal } from "../ui/modal.tsx";
import { Dock } from "./dock.tsx";
import { dockSizes } from "./dock-limits.ts";
import type { PanelEntry } from "./panel-entry.ts";
import { PanelFrame } from "./panel-frame.tsx";
import { ToolBar } from "./tool-bar.tsx";
import type { WorkbenchControl } from "./use-workbench.ts";

interface WorkbenchProps {
  readonly control: WorkbenchControl;
  /** The editor. */
  readonly children: ReactNode;
}

export function Workbench({ control, children }: WorkbenchProps) {
  const { layout, isNarrow, isQuiet, sheet, hide } = control;
  const sizes = dockSizes(layout, ...useWindowSize());
  const dock = (side: PanelEntry["side"]) =>
    isNarrow || isQuiet ? null : <Dock side={side} control={control} size={sizes[side]} />;
  return (
    <>
      <div className="flex min-h-0 flex-1">
        {dock("left")}
        <div className="flex min-w-0 flex-1 flex-col">
          <main
            id="editor"
            tabIndex={-1}
            aria-label="Editor"
            data-region="editor"
            className="relative min-h-0 flex-1"
          >
            {children}
          </main>
          {dock("bottom")}
        </div>
        {dock("right")}
      </div>
      {isNarrow && !isQuiet ? <ToolBar {...control} /> : null}
      {sheet ? (
        <Modal title={sheet.title} onClose={() => hide(sheet)} fill={sheet.fills}>
          <PanelFrame entry={sheet} />
        </Modal>
      ) : null}
    </>
  );
}
