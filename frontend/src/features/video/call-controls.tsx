/** What one does in a call: microphone, camera, screen, leave; and how it is shown. */

import {
  LayoutGrid,
  Mic,
  MicOff,
  MonitorUp,
  MonitorX,
  PhoneOff,
  RectangleHorizontal,
  Settings2,
  Video,
  VideoOff,
} from "lucide-react";
import { type ComponentProps, useState } from "react";
import { IconButton } from "../../components/ui/icon-button.tsx";
import type { PreferCall } from "../../hooks/use-call-preferences.ts";
import type { CallPreferences } from "../../remembered/call-preferences.ts";
import type { Call, CallStatus } from "../../rtc/call.ts";
import type { LocalMedia, LocalMediaStatus } from "../../rtc/local-media.ts";
import { DevicePickers } from "./device-pickers.tsx";

interface CallControlsProps {
  readonly call: Call;
  readonly status: CallStatus;
  readonly media: LocalMediaStatus;
  readonly preferences: CallPreferences;
  readonly prefer: PreferCall;
}

export function CallControls({ call, status, media, preferences, prefer }: CallControlsProps) {
  const [showsDevices, setShowsDevices] = useState(false);
  const { listenOnly, audioOnly } = status;
  const isGrid = preferences.layout === "grid";
  return (
    <div className="grid gap-2">
      <div role="toolbar" aria-label="Call" className="flex flex-wrap justify-center gap-2">
        {listenOnly ? null : (
          <>
            <MicrophoneButton
              call={call}
              media={media}
              isPushToTalk={preferences.pushToTalk}
              onOn={() => prefer({ microphone: true })}
            />
            {audioOnly ? null : (
              <>
                <CameraButton call={call} media={media} prefer={prefer} />
                <ScreenButton call={call} isOn={media.screen !== null} />
              </>
            )}
          </>
        )}
        <IconButton
          icon={isGrid ? RectangleHorizontal : LayoutGrid}
          label={isGrid ? "Show one large" : "Show all alike"}
          look="framed"
          size="large"
          onClick={() => prefer({ layout: isGrid ? "strip" : "grid" })}
        />
        <IconButton
          icon={Settings2}
          label="Devices"
          look="framed"
          size="large"
          aria-expanded={showsDevices}
          data-testid="call-devices"
          onClick={() => setShowsDevices(!showsDevices)}
        />
        <IconButton
          icon={PhoneOff}
          label="Leave the call"
          look="danger"
          size="large"
          data-testid="leave-call"
          onClick={() => call.leave()}
        />
      </div>
      {showsDevices ? (
        <div className="grid gap-3 rounded-lg border border-line bg-raised p-3">
          <DevicePickers call={call} media={media} preferences={preferences} prefer={prefer} />
          <label className="flex items-center gap-2 text-sm max-md:min-h-11">
            <input
              type="checkbox"
              checked={preferences.pushToTalk}
              // Switched off again it leaves one muted: nobody is heard by surprise.
              onChange={(event) => prefer({ pushToTalk: event.target.checked })}
              className="size-4 accent-accent"
            />
            Push to talk: speak while holding <kbd>Alt</kbd>+<kbd>T</kbd>
          </label>
        </div>
      ) : null}
    </div>
  );
}

interface MicrophoneButtonProps {
  readonly call: Call;
  readonly media: LocalMediaStatus;
  readonly isPushToTalk: boolean;
  readonly onOn: () => void;
}

function MicrophoneButton({ call, media, isPushToTalk, onOn }: MicrophoneButtonProps) {
  const isOn = media.microphone !== null && !media.muted;
  function toggle(): void {
    if (media.microphone === null) {
      onOn();
      call.media.setMuted(isPushToTalk);
      void call.media.turnOn("microphone");
    } else if (!isPushToTalk) {
      call.media.setMuted(!media.muted);
    }
  }
  const label = media.microphone === null ? "Turn the microphone on" : isOn ? "Mute" : "Unmute";
  return (
    <IconButton
      icon={isOn ? Mic : MicOff}
      label={isPushToTalk && media.microphone ? "Hold to talk (Alt+T)" : label}
      look={isOn ? "framed" : "off"}
      size="large"
      data-testid="microphone-button"
      onClick={toggle}
      {...(isPushToTalk && media.microphone && holdToTalk(call.media))}
    />
  );
}

/** Heard while the button is held, by pointer or by key. */
function holdToTalk(media: LocalMedia): ComponentProps<"button"> {
  const hush = () => media.setMuted(true);
  return {
    // A finger that trembles must not scroll the panel away from under the word.
    style: { touchAction: "none" },
    onPointerDown: (event) => {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      media.setMuted(false);
    },
    onPointerUp: hush,
    onPointerCancel: hush,
    onContextMenu: (event) => event.preventDefault(),
    onKeyDown: ({ key }) => {
      if (key === " " || key === "Enter") media.setMuted(false);
    },
    onKeyUp: hush,
    onBlur: hush,
  };
}

function CameraButton({
  call,
  media,
  prefer,
}: Pick<CallControlsProps, "call" | "media" | "prefer">) {
  const isOn = media.camera !== null;
  return (
    <IconButton
      icon={isOn ? Video : VideoOff}
      label={isOn ? "Turn the camera off" : "Turn the camera on"}
      look={isOn ? "framed" : "off"}
      size="large"
      data-testid="camera-button"
      onClick={() => {
        prefer({ camera: !isOn });
        if (isOn) call.media.turnOff("camera");
        else void call.media.turnOn("camera");
      }}
    />
  );
}

function ScreenButton({ call, isOn }: { readonly call: Call; readonly isOn: boolean }) {
  return (
    <IconButton
      icon={isOn ? MonitorX : MonitorUp}
      label={isOn ? "Stop sharing your screen" : "Share your screen"}
      look="framed"
      size="large"
      data-testid="screen-button"
      className={isOn ? "text-accent" : ""}
      onClick={() => (isOn ? call.media.stopScreen() : void call.media.shareScreen())}
    />
  );
}
