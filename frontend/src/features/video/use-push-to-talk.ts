/** Lets the microphone speak only while Alt+T is held, wherever the focus is. */

import { useEffect } from "react";
import type { LocalMedia } from "../../rtc/local-media.ts";

export function usePushToTalk(media: LocalMedia, isOn: boolean): void {
  useEffect(() => {
    if (!isOn) return;
    media.setMuted(true);
    // The code, not the key: on a Mac, Alt+T is a dagger.
    const press = (event: KeyboardEvent) => {
      if (event.code !== "KeyT" || !event.altKey || event.ctrlKey || event.metaKey) return;
      // Before the editor, which would write what it means.
      event.preventDefault();
      event.stopPropagation();
      media.setMuted(false);
    };
    const release = (event: KeyboardEvent) => {
      if (event.code === "KeyT" || event.key === "Alt") media.setMuted(true);
    };
    const hush = () => media.setMuted(true);
    addEventListener("keydown", press, true);
    addEventListener("keyup", release, true);
    // A key that is let go of in another window is never heard of.
    addEventListener("blur", hush);
    return () => {
      removeEventListener("keydown", press, true);
      removeEventListener("keyup", release, true);
      removeEventListener("blur", hush);
    };
  }, [media, isOn]);
}
