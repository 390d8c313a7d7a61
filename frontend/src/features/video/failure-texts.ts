/** What went wrong with a call, and what one can do about it, in words. */

import type { IceFailure } from "../../rtc/ice-failure.ts";
import type { MediaFailure } from "../../rtc/media-failure.ts";
import type { MediaKind } from "../../rtc/signals.ts";

export interface FailureText {
  readonly title: string;
  readonly advice: string;
}

const NAMES: Readonly<Record<MediaKind, string>> = {
  microphone: "microphone",
  camera: "camera",
  screen: "screen",
  "screen-audio": "sound",
};

export function mediaFailureText(kind: MediaKind, failure: MediaFailure): FailureText {
  const name = NAMES[kind];
  switch (failure) {
    case "permission-denied":
      return {
        title: `The browser does not let this page use your ${name}.`,
        advice: `Allow it beside the page's address, or in the system's privacy settings, and try again.`,
      };
    case "no-device":
      return {
        title: `No ${name} was found.`,
        advice: "Plug one in, or choose another one below, and try again.",
      };
    case "device-in-use":
      return {
        title: `Your ${name} is taken by another program.`,
        advice: "Close the other call or recorder, and try again.",
      };
    case "insecure-context":
      return {
        title: `Browsers give out the ${name} only over HTTPS.`,
        advice: "Ask who runs this server for an https:// address, or open it on localhost.",
      };
    case "unsupported":
      return {
        title: "This browser cannot share its screen.",
        advice: "Share it from a browser on a computer.",
      };
    case "device-lost":
      return {
        title: `Your ${name} is gone.`,
        advice: "It was unplugged or switched off. Choose another one, or turn it on again.",
      };
    case "unknown":
      return {
        title: `Your ${name} could not be started.`,
        advice: "Try again, or restart the browser.",
      };
  }
}

export function iceFailureText(failure: IceFailure): FailureText {
  switch (failure) {
    case "relay-refused":
      return {
        title: "The relay refuses this call (401).",
        advice: "Whoever runs this server should check the TURN secret. Trying again.",
      };
    case "relay-unreachable":
      return {
        title: "The relay does not answer.",
        advice: "It may be down, or this network blocks it. Trying again.",
      };
    case "no-candidate":
      return {
        title: "This browser found no network address.",
        advice: "Check the network, and extensions that hide addresses. Trying again.",
      };
    case "no-path":
      return {
        title: "No way through between your networks.",
        advice: "A firewall is in between: a TURN relay on this server would help. Trying again.",
      };
  }
}
