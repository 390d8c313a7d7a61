/** Shows a track; plays no sound. */

import { type Ref, useEffect, useImperativeHandle, useRef, useState } from "react";

interface MediaViewProps {
  readonly track: MediaStreamTrack;
  readonly label: string;
  /** One's own camera, as in a mirror. */
  readonly mirrored?: boolean;
  /** All of it, rather than what fills the space: text at the edge of a screen counts. */
  readonly whole?: boolean;
  /** Told when pictures arrive, and when they stop. */
  readonly onLive?: (isLive: boolean) => void;
  readonly ref?: Ref<HTMLVideoElement>;
}

export function MediaView({ track, label, mirrored, whole, onLive, ref }: MediaViewProps) {
  const video = useRef<HTMLVideoElement>(null);
  const [hasFrame, setHasFrame] = useState(false);
  useImperativeHandle(ref, () => video.current as HTMLVideoElement);

  useEffect(() => {
    const element = video.current;
    if (!element) return;
    setHasFrame(false);
    element.srcObject = new MediaStream([track]);
    // Muted, so no browser refuses; a track that ends meanwhile needs no playing.
    element.play().catch(() => undefined);
    return () => {
      element.srcObject = null;
    };
  }, [track]);

  const isMuted = useMuted(track);
  const isLive = hasFrame && !isMuted;
  useEffect(() => onLive?.(isLive), [onLive, isLive]);

  return (
    <video
      ref={video}
      aria-label={label}
      muted
      playsInline
      autoPlay
      onLoadedData={() => setHasFrame(true)}
      className={`absolute inset-0 size-full ${whole ? "object-contain" : "object-cover"} ${mirrored ? "-scale-x-100" : ""} ${isLive ? "" : "invisible"}`}
    />
  );
}

/** A remote track is muted while nothing of it arrives. */
function useMuted(track: MediaStreamTrack): boolean {
  const [muted, setMuted] = useState(track.muted);
  useEffect(() => {
    const read = () => setMuted(track.muted);
    read();
    track.addEventListener("mute", read);
    track.addEventListener("unmute", read);
    return () => {
      track.removeEventListener("mute", read);
      track.removeEventListener("unmute", read);
    };
  }, [track]);
  return muted;
}
