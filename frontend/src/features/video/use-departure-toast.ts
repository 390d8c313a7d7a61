/** Says who has gone from the call; whoever went before one looked is no news. */

import { useEffect, useRef } from "react";
import { toasts } from "../../hooks/toasts.ts";
import type { CallStatus } from "../../rtc/call.ts";

export function useDepartureToast(departure: CallStatus["departure"]): void {
  const seen = useRef(departure);
  useEffect(() => {
    if (departure && departure !== seen.current) toasts.say(departureText(departure));
    seen.current = departure;
  }, [departure]);
}

function departureText({ name, how }: NonNullable<CallStatus["departure"]>): string {
  return {
    left: `${name} left the call.`,
    lost: `The connection to ${name} was lost.`,
    removed: `${name} was removed from the room.`,
  }[how];
}
