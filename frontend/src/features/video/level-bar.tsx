/** How loud one's own microphone is just now. */

import { useEffect, useRef } from "react";
import { LevelMeter } from "../../rtc/level-meter.ts";

export function LevelBar({ track }: { readonly track: MediaStreamTrack }) {
  const bar = useRef<HTMLMeterElement>(null);
  useEffect(() => {
    // Past React: a dozen renders a second would be nothing but work.
    const meter = new LevelMeter(track, (level) => {
      if (bar.current) bar.current.value = level;
    });
    return () => meter.dispose();
  }, [track]);
  return (
    <meter
      ref={bar}
      min={0}
      max={1}
      aria-label="Level of your microphone"
      data-testid="level-meter"
      className="level"
    />
  );
}
