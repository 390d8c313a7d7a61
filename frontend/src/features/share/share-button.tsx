/** Opens what one needs to bring others in; its content comes when it is first asked for. */

import { QrCode } from "lucide-react";
import { lazy, Suspense } from "react";
import { Popover } from "../../components/ui/popover.tsx";

const SharePanel = lazy(() => import("./share-panel.tsx"));

export function ShareButton() {
  return (
    <Popover
      label="Share"
      testId="share-button"
      panelTestId="share-panel"
      button={<QrCode size={16} aria-hidden="true" />}
    >
      {() => (
        <Suspense fallback={<div className="h-96" />}>
          <SharePanel />
        </Suspense>
      )}
    </Popover>
  );
}
