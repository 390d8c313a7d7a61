/** Before one joins: look at oneself, hear that one is heard, choose devices, test the network. */

import { Mic, MicOff, Video, VideoOff } from "lucide-react";
import { Button } from "../../components/ui/button.tsx";
import { IconButton } from "../../components/ui/icon-button.tsx";
import type { PreferCall } from "../../hooks/use-call-preferences.ts";
import type { CallPreferences } from "../../remembered/call-preferences.ts";
import type { Call, CallStatus } from "../../rtc/call.ts";
import type { DeviceKind, LocalMediaStatus } from "../../rtc/local-media.ts";
import { ConnectionCheck } from "./connection-check.tsx";
import { DevicePickers } from "./device-pickers.tsx";
import { LevelBar } from "./level-bar.tsx";
import { MediaFailures } from "./media-failures.tsx";
import { MediaView } from "./media-view.tsx";

interface GreenRoomProps {
  readonly call: Call;
  readonly status: CallStatus;
  readonly media: LocalMediaStatus;
  readonly preferences: CallPreferences;
  readonly prefer: PreferCall;
}

export function GreenRoom({ call, status, media, preferences, prefer }: GreenRoomProps) {
  const { members, audioOnly, listenOnly } = status;
  const { microphone, camera } = preferences;
  const wantsCamera = camera && !audioOnly;
  // A wish that is only remembered opens nothing: a page that loads must not start a camera.
  const toggle = (kind: DeviceKind) => {
    const isWished = !preferences[kind];
    prefer({ [kind]: isWished });
    if (isWished) void call.media.turnOn(kind);
    else call.media.turnOff(kind);
  };
  const join = (withCamera: boolean) => {
    if (!withCamera) call.media.turnOff("camera");
    call.media.setMuted(preferences.pushToTalk);
    void call.join({ microphone, camera: withCamera });
  };
  return (
    <div data-testid="green-room" className="grid gap-3">
      <WhoIsIn members={members} />
      {listenOnly ? (
        <p className="text-ink-2 text-sm">The owner lets viewers listen, but not speak.</p>
      ) : (
        <>
          <div className="tile">
            {media.camera ? <MediaView track={media.camera} label="You" mirrored /> : null}
            {media.camera ? null : (
              <p className="absolute inset-0 grid place-items-center p-4 text-center text-ink-3 text-sm">
                {wantsCamera ? "Your camera starts when you join." : "Your camera is off."}
              </p>
            )}
            <div className="absolute inset-x-2 bottom-2 flex justify-center gap-2">
              <IconButton
                icon={microphone ? Mic : MicOff}
                label={microphone ? "Join muted" : "Join with your microphone"}
                look={microphone ? "framed" : "off"}
                size="large"
                data-on={microphone}
                data-testid="wish-microphone"
                onClick={() => toggle("microphone")}
              />
              {audioOnly ? null : (
                <IconButton
                  icon={camera ? Video : VideoOff}
                  label={camera ? "Join without your camera" : "Join with your camera"}
                  look={camera ? "framed" : "off"}
                  size="large"
                  data-on={camera}
                  data-testid="wish-camera"
                  onClick={() => toggle("camera")}
                />
              )}
            </div>
          </div>
          {media.microphone ? <LevelBar track={media.microphone} /> : null}
        </>
      )}
      <MediaFailures call={call} failures={media.failures} />
      {audioOnly ? <SeatsTaken /> : null}
      <div className="flex flex-wrap gap-2">
        <Button
          look="primary"
          className="flex-1"
          data-testid="join-call"
          onClick={() => join(wantsCamera)}
        >
          {joinLabel(members.length, listenOnly)}
        </Button>
        {wantsCamera && !listenOnly ? (
          <Button onClick={() => join(false)} data-testid="join-audio">
            Audio only
          </Button>
        ) : null}
      </div>
      <details className="group text-sm">
        <summary className="cursor-pointer py-1 font-medium text-ink-2 max-md:py-3">
          Devices and connection
        </summary>
        <div className="grid gap-3 pt-2">
          {listenOnly || media.microphone || media.camera ? null : (
            <Button
              data-testid="try-devices"
              onClick={() => {
                if (microphone) void call.media.turnOn("microphone");
                if (wantsCamera) void call.media.turnOn("camera");
              }}
              disabled={!microphone && !wantsCamera}
            >
              Try them now
            </Button>
          )}
          <DevicePickers call={call} media={media} preferences={preferences} prefer={prefer} />
          <ConnectionCheck />
        </div>
      </details>
      <p className="text-ink-3 text-xs">
        Nothing is recorded. Sound and pictures go from browser to browser.
      </p>
    </div>
  );
}

export function SeatsTaken() {
  return (
    <p data-testid="seats-taken" className="rounded-lg bg-sunken p-3 text-ink-2 text-sm">
      Six people share video here already, which is as many as browsers carry among themselves. You
      take part with your voice.
    </p>
  );
}

function WhoIsIn({ members }: Pick<CallStatus, "members">) {
  if (members.length === 0) {
    return <p className="text-ink-2 text-sm">Nobody is in the call yet.</p>;
  }
  return (
    <p className="text-ink-2 text-sm" data-testid="who-is-in">
      In the call:{" "}
      {members.map(({ peer, name }, index) => (
        <span key={peer}>
          {index > 0 ? ", " : null}
          <bdi className="font-medium text-ink">{name}</bdi>
        </span>
      ))}
    </p>
  );
}

function joinLabel(others: number, listenOnly: boolean): string {
  if (listenOnly) return "Listen in";
  return others === 0 ? "Start a call" : "Join the call";
}
