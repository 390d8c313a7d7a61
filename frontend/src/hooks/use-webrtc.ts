/** The room's call, for as long as the room is on the page: it outlives the panel that shows it. */

import {
  createContext,
  useContext,
  useLayoutEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import type { Join } from "../api/rooms.ts";
import type { RoomConnection } from "../collab/room-connection.ts";
import { recallCallPreferences } from "../remembered/call-preferences.ts";
import { Call, type CallStatus, type Speaking } from "../rtc/call.ts";
import type { LocalMediaStatus } from "../rtc/local-media.ts";
import { showCallToTests } from "../rtc/test-hook.ts";

export const CallContext = createContext<Call | null>(null);

/** `refresh` joins anew where the last join is old. */
export function useWebRTC(
  connection: RoomConnection,
  join: Join | null,
  refresh: () => Promise<void>,
): Call | null {
  const [call, setCall] = useState<Call | null>(null);
  const newest = useRef(join);
  newest.current = join;
  // Its end comes before that of the connection, through which the others hear of it.
  useLayoutEffect(() => {
    const { microphoneId, cameraId, speakerId } = recallCallPreferences();
    const made = new Call({
      connection,
      iceConfiguration: () => iceConfiguration(newest.current),
      refresh,
      devices: { microphone: microphoneId, camera: cameraId },
    });
    made.setSpeaker(speakerId);
    showCallToTests(made);
    setCall(made);
    return () => {
      setCall(null);
      made.dispose();
    };
  }, [connection, refresh]);
  return call;
}

export function iceConfiguration(join: Join | null): RTCConfiguration {
  return {
    iceServers: (join?.ice_servers ?? []).map(({ urls, username, credential }) => ({
      urls,
      ...(username !== undefined && credential !== undefined && { username, credential }),
    })),
    iceTransportPolicy: join?.ice_transport === "relay" ? "relay" : "all",
  };
}

export function useCall(): Call {
  const call = useContext(CallContext);
  if (!call) throw new Error("useCall is only for what is inside a call's context");
  return call;
}

export function useCallStatus(call: Call): CallStatus {
  return useSyncExternalStore(call.subscribe, call.getSnapshot);
}

export function useLocalMedia({ media }: Call): LocalMediaStatus {
  return useSyncExternalStore(media.subscribe, media.getSnapshot);
}

export function useSpeaking(call: Call): Speaking {
  return useSyncExternalStore(call.subscribeSpeaking, call.getSpeaking);
}
