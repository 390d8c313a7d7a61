/** The room's call, for as long as the room is on the page: it outlives the panel that shows it. */

import {
  createContext,
  useContext,
  useEffect,
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

export function useWebRTC(connection: RoomConnection, join: Join | null): Call | null {
  const [call, setCall] = useState<Call | null>(null);
  const newest = useRef(join);
  newest.current = join;
  useEffect(() => {
    const { microphoneId, cameraId, speakerId } = recallCallPreferences();
    const made = new Call({
      connection,
      iceConfiguration: () => iceConfiguration(newest.current),
      devices: { microphone: microphoneId, camera: cameraId },
    });
    made.setSpeaker(speakerId);
    showCallToTests(made);
    setCall(made);
    return () => {
      setCall(null);
      made.dispose();
    };
  }, [connection]);
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
