/** One picture of the call, and what is to be said of it: never a black one that says nothing. */

import { Maximize2, MicOff, PictureInPicture2, Pin, PinOff } from "lucide-react";
import { type ReactNode, useRef, useState } from "react";
import { Avatar } from "../../components/ui/avatar.tsx";
import { IconButton } from "../../components/ui/icon-button.tsx";
import { MediaView } from "./media-view.tsx";

/** Where a tile is among the others. */
export interface TilePlace {
  readonly isPinned: boolean;
  /** Large, with the others small beneath. */
  readonly isFront: boolean;
  readonly onPin: () => void;
}

interface TileProps extends TilePlace {
  readonly testId: string;
  readonly name: string;
  readonly color: number;
  readonly isScreen?: boolean;
  readonly isYou?: boolean;
  readonly track: MediaStreamTrack | undefined;
  /** They say that they send a picture. */
  readonly expectsVideo: boolean;
  readonly isMuted?: boolean;
  readonly isSpeaking?: boolean;
  /** Instead of a picture, while there is none. */
  readonly notice?: ReactNode;
  readonly state?: string | undefined;
  /** Beside the name: strength of the line, volume. */
  readonly extras?: ReactNode;
}

export function Tile(props: TileProps) {
  const { testId, name, color, isScreen = false, isYou = false, track, expectsVideo } = props;
  const { isMuted, isSpeaking, notice, state, isPinned, isFront, onPin, extras } = props;
  const frame = useRef<HTMLDivElement>(null);
  const video = useRef<HTMLVideoElement>(null);
  const [isLive, setLive] = useState(false);
  const label = isScreen ? `Screen of ${name}` : name;
  const shows = track !== undefined && expectsVideo;
  const hasPicture = shows && isLive;
  return (
    <div
      ref={frame}
      data-testid={testId}
      data-state={state}
      data-live={hasPicture}
      className={`tile ${isSpeaking ? "tile-speaking" : ""} ${isFront ? "tile-front" : ""}`}
    >
      {shows ? (
        <MediaView
          ref={video}
          track={track}
          label={label}
          mirrored={isYou && !isScreen}
          whole={isScreen}
          onLive={setLive}
        />
      ) : null}
      {hasPicture ? null : (
        <div className="absolute inset-0 grid place-items-center p-3 pb-9 text-center">
          <div className="grid max-w-full justify-items-center gap-2">
            <Avatar name={name} color={color} className="tile-avatar" />
            <div className="max-w-full text-ink-2 text-xs">
              {notice ?? (shows ? "Waiting for pictures …" : null)}
            </div>
          </div>
        </div>
      )}
      <div className="absolute inset-x-1.5 bottom-1.5 flex min-w-0 items-center gap-1">
        <span className="tile-chip flex min-w-0 items-center gap-1 text-xs">
          {isMuted ? <MicOff size={12} aria-label="Muted" className="shrink-0" /> : null}
          <bdi className="truncate" title={label}>
            {isScreen ? label : name}
          </bdi>
          {isYou ? <span className="shrink-0 opacity-75">you</span> : null}
        </span>
        {extras}
      </div>
      <div className="tile-tools">
        <IconButton
          icon={isPinned ? PinOff : Pin}
          label={isPinned ? `Unpin ${label}` : `Pin ${label}`}
          look="overlay"
          onClick={onPin}
        />
        {hasPicture ? <PictureButtons label={label} frame={frame} video={video} /> : null}
      </div>
    </div>
  );
}

interface PictureButtonsProps {
  readonly label: string;
  readonly frame: { readonly current: HTMLDivElement | null };
  readonly video: { readonly current: HTMLVideoElement | null };
}

function PictureButtons({ label, frame, video }: PictureButtonsProps) {
  return (
    <>
      {document.pictureInPictureEnabled ? (
        <IconButton
          icon={PictureInPicture2}
          label={`${label} in a window of its own`}
          look="overlay"
          // Refused only while another window has it: nothing is lost.
          onClick={() => void video.current?.requestPictureInPicture().catch(() => undefined)}
        />
      ) : null}
      {document.fullscreenEnabled ? (
        <IconButton
          icon={Maximize2}
          label={`${label} on the full screen`}
          look="overlay"
          onClick={() => void toggleFullscreen(frame.current)}
        />
      ) : null}
    </>
  );
}

async function toggleFullscreen(element: HTMLElement | null): Promise<void> {
  try {
    if (document.fullscreenElement) await document.exitFullscreen();
    else await element?.requestFullscreen();
  } catch {
    // The browser has said why, or there is nothing to show any more.
  }
}
