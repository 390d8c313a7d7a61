/** Tries, before a call, which ways out of this network there are, and why not where there are none. */

import { type IceFailure, IceReport } from "./ice-failure.ts";

export type Route = "host" | "stun" | "turn";

export interface RouteResult {
  readonly route: Route;
  /** `absent`: the server names none, so there was nothing to try; `unknown`: browsers that do not
   * say what went wrong cannot tell silence from an address that is known already. */
  readonly state: "ok" | "failed" | "absent" | "unknown";
  readonly failure?: IceFailure;
}

// A relay that has not answered by then is too slow to be of use.
const TIMEOUT_MS = 8_000;

/** `servers` are those that the room gave. */
export async function testConnection(
  servers: readonly RTCIceServer[],
): Promise<readonly RouteResult[]> {
  const of = (scheme: string) => servers.filter(({ urls }) => [urls].flat()[0]?.startsWith(scheme));
  return Promise.all([
    tryRoute("host", [], "all"),
    tryRoute("stun", of("stun"), "all"),
    tryRoute("turn", of("turn"), "relay"),
  ]);
}

async function tryRoute(
  route: Route,
  iceServers: RTCIceServer[],
  iceTransportPolicy: RTCIceTransportPolicy,
): Promise<RouteResult> {
  if (route !== "host" && iceServers.length === 0) return { route, state: "absent" };
  const wanted = { host: "host", stun: "srflx", turn: "relay" }[route];
  const report = new IceReport(iceTransportPolicy);
  const pc = new RTCPeerConnection({ iceServers, iceTransportPolicy });
  try {
    const tells = "onicecandidateerror" in RTCPeerConnection.prototype;
    const found = await new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => resolve(false), TIMEOUT_MS);
      let erred = false;
      pc.onicecandidateerror = (event) => {
        erred = true;
        report.error(event);
        // The only relay there is has refused: nothing more will come.
        if (route === "turn" && report.failure() === "relay-refused") resolve(false);
      };
      pc.onicecandidate = ({ candidate }) => {
        if (candidate?.candidate) report.found(candidate);
        if (candidate?.candidate && candidate.type !== wanted) return;
        clearTimeout(timer);
        // Without a NAT in between STUN finds the host's own address, which is not told twice.
        resolve(Boolean(candidate?.candidate) || (route === "stun" && tells && !erred));
      };
      pc.createDataChannel("test");
      pc.setLocalDescription().catch(() => resolve(false));
    });
    if (found) return { route, state: "ok" };
    if (route === "stun" && !tells) return { route, state: "unknown" };
    return { route, state: "failed", failure: report.failure() };
  } finally {
    pc.close();
  }
}
