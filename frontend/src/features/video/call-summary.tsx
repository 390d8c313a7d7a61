/** The call at a glance, on the button that shows it: who is in it, and that we are heard or seen. */

import { Mic, MicOff, Phone, Video, VolumeX } from "lucide-react";
import { useCallPreferences } from "../../hooks/use-call-preferences.ts";
import { useCall, useCallStatus, useLocalMedia } from "../../hooks/use-webrtc.ts";
import { useDepartureToast } from "./use-departure-toast.ts";
import { usePushToTalk } from "./use-push-to-talk.ts";

export function CallSummary() {
  const call = useCall();
  const { joined, members, audioBlocked, departure } = useCallStatus(call);
  const { microphone, muted, camera, screen } = useLocalMedia(call);
  const [{ pushToTalk }] = useCallPreferences();
  // Here, because this is there for as long as the call, whatever panel is shown.
  usePushToTalk(call.media, joined && pushToTalk);
  useDepartureToast(departure);
  if (!joined) {
    return (
      <span className={`call-summary ${members.length > 0 ? "text-accent" : ""}`}>
        <Phone size={16} aria-hidden="true" />
        {members.length > 0 ? (
          <>
            <span className="font-semibold text-xs">{members.length}</span>
            <span className="sr-only">, {members.length} in it</span>
          </>
        ) : null}
      </span>
    );
  }
  const isHeard = microphone !== null && !muted;
  const isSeen = camera !== null || screen !== null;
  if (audioBlocked) {
    return (
      <span className="call-summary call-summary-live">
        <VolumeX size={14} aria-hidden="true" />
        <span className="sr-only">: the others are not heard, open to hear them</span>
      </span>
    );
  }
  return (
    <span
      data-testid="call-indicator"
      data-heard={isHeard}
      data-seen={isSeen}
      className={`call-summary ${isHeard || isSeen ? "call-summary-live" : ""}`}
    >
      {isHeard ? <Mic size={14} aria-hidden="true" /> : <MicOff size={14} aria-hidden="true" />}
      {isSeen ? <Video size={14} aria-hidden="true" className="max-sm:hidden" /> : null}
      <span className="font-semibold text-xs">{members.length + 1}</span>
      <span className="sr-only">
        : you are in it, {isHeard ? "heard" : "muted"}
        {isSeen ? " and seen" : ""}
      </span>
    </span>
  );
}
