/** Runs commands by their keys, wherever the focus is; a dialog's keys are the dialog's. */

import { useEffect, useRef } from "react";
import type { Command } from "./commands.ts";
import { isTyping, matches } from "./key-combo.ts";

export function useShortcuts(commands: readonly Command[]): void {
  const current = useRef(commands);
  current.current = commands;
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (document.querySelector("dialog[open]")) return;
      const command = current.current.find((candidate) => isMeant(event, candidate));
      if (!command) return;
      event.preventDefault();
      event.stopPropagation();
      command.run();
    };
    // Before the editor, which has meanings of its own for some of them.
    addEventListener("keydown", press, true);
    return () => removeEventListener("keydown", press, true);
  }, []);
}

function isMeant(event: KeyboardEvent, { keys, listensItself }: Command): boolean {
  if (keys === undefined || listensItself || !matches(event, keys)) return false;
  return keys.length > 1 || !isTyping(event.target);
}
