/** How somebody last took part in calls, for the next one. */

import { recall, remember } from "./local-store.ts";

export interface CallPreferences {
  readonly microphone: boolean;
  readonly camera: boolean;
  /** Device ids; empty for the system's choice. */
  readonly microphoneId: string;
  readonly cameraId: string;
  readonly speakerId: string;
  readonly pushToTalk: boolean;
  readonly layout: "grid" | "strip";
}

const KEY = "call";

const DEFAULTS: CallPreferences = {
  microphone: true,
  camera: false,
  microphoneId: "",
  cameraId: "",
  speakerId: "",
  pushToTalk: false,
  layout: "grid",
};

export function recallCallPreferences(): CallPreferences {
  const kept = (recall(KEY) ?? {}) as Partial<Record<keyof CallPreferences, unknown>>;
  const flag = (name: "microphone" | "camera" | "pushToTalk"): boolean => {
    const value = kept[name];
    return typeof value === "boolean" ? value : DEFAULTS[name];
  };
  const text = (name: "microphoneId" | "cameraId" | "speakerId"): string => {
    const value = kept[name];
    return typeof value === "string" ? value : "";
  };
  return {
    microphone: flag("microphone"),
    camera: flag("camera"),
    microphoneId: text("microphoneId"),
    cameraId: text("cameraId"),
    speakerId: text("speakerId"),
    pushToTalk: flag("pushToTalk"),
    layout: kept.layout === "strip" ? "strip" : "grid",
  };
}

export function rememberCallPreferences(preferences: CallPreferences): void {
  remember(KEY, preferences);
}
