/** Which microphone, camera and loudspeaker are used; changed while they are in use. */

import { useEffect, useState } from "react";
import type { PreferCall } from "../../hooks/use-call-preferences.ts";
import type { CallPreferences } from "../../remembered/call-preferences.ts";
import type { Call } from "../../rtc/call.ts";
import { type Device, NO_DEVICES, watchDevices } from "../../rtc/devices.ts";
import type { LocalMediaStatus } from "../../rtc/local-media.ts";

interface DevicePickersProps {
  readonly call: Call;
  readonly media: LocalMediaStatus;
  readonly preferences: CallPreferences;
  readonly prefer: PreferCall;
}

export function DevicePickers({ call, media, preferences, prefer }: DevicePickersProps) {
  const [devices, setDevices] = useState(NO_DEVICES);
  const isUsed = `${media.microphone?.id} ${media.camera?.id}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: names come with the first device in use
  useEffect(() => watchDevices(setDevices), [isUsed]);
  return (
    <div className="grid gap-2">
      <Picker
        label="Microphone"
        devices={devices.microphones}
        value={preferences.microphoneId}
        onChange={(id) => {
          prefer({ microphoneId: id });
          void call.media.choose("microphone", id);
        }}
      />
      <Picker
        label="Camera"
        devices={devices.cameras}
        value={preferences.cameraId}
        onChange={(id) => {
          prefer({ cameraId: id });
          void call.media.choose("camera", id);
        }}
      />
      {devices.speakers.length > 0 ? (
        <Picker
          label="Speaker"
          devices={devices.speakers}
          value={preferences.speakerId}
          onChange={(id) => {
            prefer({ speakerId: id });
            call.setSpeaker(id);
          }}
        />
      ) : null}
    </div>
  );
}

interface PickerProps {
  readonly label: string;
  readonly devices: readonly Device[];
  readonly value: string;
  readonly onChange: (id: string) => void;
}

function Picker({ label, devices, value, onChange }: PickerProps) {
  return (
    <label className="grid grid-cols-[5.5rem_minmax(0,1fr)] items-center gap-2 text-sm">
      <span className="text-ink-2">{label}</span>
      <select
        value={devices.some(({ id }) => id === value) ? value : ""}
        onChange={(event) => onChange(event.target.value)}
        className="select h-8 w-full items-center rounded-lg border border-line bg-raised px-2 text-sm hover:border-line-strong max-md:h-11 max-md:rounded-xl max-md:px-3"
      >
        <option value="">{devices.length === 0 ? "None found yet" : "System default"}</option>
        {devices.map(({ id, label: name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
