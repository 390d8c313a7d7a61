/** The room's call: first the green room, then everybody. */

import { useEffect } from "react";
import { useCallPreferences } from "../../hooks/use-call-preferences.ts";
import { useCall, useCallStatus, useLocalMedia } from "../../hooks/use-webrtc.ts";
import { CallView } from "./call-view.tsx";
import { GreenRoom } from "./green-room.tsx";

export default function VideoRoom() {
  const call = useCall();
  const status = useCallStatus(call);
  const media = useLocalMedia(call);
  const [preferences, prefer] = useCallPreferences();
  useEffect(
    () => () => {
      // A preview that nobody looks at any more is a camera left on.
      if (!call.getSnapshot().joined) call.media.stop();
    },
    [call],
  );
  const props = { call, status, media, preferences, prefer };
  return status.joined ? <CallView {...props} /> : <GreenRoom {...props} />;
}
