/** The microphones, cameras and loudspeakers that there are; told again when one comes or goes. */

export interface Device {
  readonly id: string;
  readonly label: string;
}

export interface Devices {
  readonly microphones: readonly Device[];
  readonly cameras: readonly Device[];
  readonly speakers: readonly Device[];
}

export const NO_DEVICES: Devices = { microphones: [], cameras: [], speakers: [] };

/** Browsers name devices only once one of them is in use. */
export async function listDevices(): Promise<Devices> {
  const all = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
  const of = (kind: MediaDeviceKind, name: string): readonly Device[] =>
    all
      .filter((device) => device.kind === kind && device.deviceId !== "")
      .map(({ deviceId, label }, index) => ({
        id: deviceId,
        label: label || `${name} ${index + 1}`,
      }));
  return {
    microphones: of("audioinput", "Microphone"),
    cameras: of("videoinput", "Camera"),
    speakers: of("audiooutput", "Speaker"),
  };
}

export function watchDevices(listener: (devices: Devices) => void): () => void {
  let stopped = false;
  const read = () => {
    listDevices().then(
      (devices) => {
        if (!stopped) listener(devices);
      },
      () => undefined, // a browser that will not tell has nothing to choose from
    );
  };
  navigator.mediaDevices?.addEventListener("devicechange", read);
  read();
  return () => {
    stopped = true;
    navigator.mediaDevices?.removeEventListener("devicechange", read);
  };
}
