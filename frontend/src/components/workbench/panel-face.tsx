/** What a panel's button shows: its icon, or what it has to tell. */

import type { PanelEntry } from "./panel-entry.ts";

export function PanelFace({ panel }: { readonly panel: PanelEntry }) {
  const { icon: Icon, summary: Summary } = panel;
  return Summary ? <Summary /> : <Icon size={17} aria-hidden="true" />;
}
