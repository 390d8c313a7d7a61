/** Opens what one needs to bring others in; its content comes when it is first asked for. */

import { QrCode } from "lucide-react";
import { PartBoundary, part } from "../../components/ui/part.tsx";
import { Popover } from "../../components/ui/popover.tsx";

export const SharePanel = part(() => import("./share-panel.tsx"));

export function ShareButton() {
  return (
    <Popover
      label="Share"
      testId="share-button"
      panelTestId="share-panel"
      button={<QrCode size={16} aria-hidden="true" />}
    >
      {() => (
        <PartBoundary waiting={<div className="h-96" />}>
          <SharePanel />
        </PartBoundary>
      )}
    </Popover>
  );
}
