/** That one is in the call, where its panel's button is not shown: nobody may forget it. */

import { useCall, useCallStatus } from "../../hooks/use-webrtc.ts";
import { CallSummary } from "./call-summary.tsx";

export function CallReminder({ onShow }: { readonly onShow: () => void }) {
  const { joined } = useCallStatus(useCall());
  if (!joined) return null;
  return (
    <button
      type="button"
      data-testid="call-reminder"
      title="Show the call"
      onClick={onShow}
      className="grid place-items-center rounded-full max-md:h-11"
    >
      <span className="sr-only">Call</span>
      <CallSummary />
    </button>
  );
}
