/** One button a panel, in the top bar: shows and hides it. A phone has the tool bar instead. */

import { PanelFace } from "./panel-face.tsx";
import type { WorkbenchControl } from "./use-workbench.ts";

export function PanelButtons({ panels, isNarrow, isShown, show, hide }: WorkbenchControl) {
  if (isNarrow) return null;
  return (
    <div className="flex items-center gap-1">
      {panels.map((panel) => (
        <button
          key={panel.id}
          type="button"
          id={`${panel.id}-button`}
          data-testid={`${panel.id}-button`}
          title={panel.title}
          aria-expanded={isShown(panel)}
          onClick={() => (isShown(panel) ? hide(panel) : show(panel))}
          className="panel-button"
        >
          <span className="sr-only">{panel.title}</span>
          <PanelFace panel={panel} />
        </button>
      ))}
    </div>
  );
}
