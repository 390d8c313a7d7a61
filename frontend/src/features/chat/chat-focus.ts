/** Brings the caret to where one writes, also when that is only about to be shown. */

import { type RefObject, useEffect } from "react";

let isWanted = false;
let focusShown: (() => void) | null = null;

export function askForFocus(): void {
  isWanted = true;
  focusShown?.();
}

/** For the one field that takes it. */
export function useFocusOnRequest(field: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    focusShown = () => {
      if (!isWanted) return;
      isWanted = false;
      field.current?.focus();
    };
    focusShown();
    return () => {
      focusShown = null;
    };
  }, [field]);
}
