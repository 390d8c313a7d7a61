/** Keys that mean something, as people read them: "Mod+K", "Alt+Q", "?". */

/** Ctrl, but on a Mac the command key. */
const MOD = "Mod";

export function isMac(): boolean {
  return /^Mac|^iP/.test(navigator.platform);
}

/** Whether a key press is the one that a combination names. */
export function matches(event: KeyboardEvent, combo: string): boolean {
  const parts = combo.split("+");
  const key = parts.at(-1) ?? "";
  const wants = (modifier: string) => parts.includes(modifier);
  const mod = isMac() ? "Meta" : "Ctrl";
  const has = { Ctrl: event.ctrlKey, Meta: event.metaKey, Alt: event.altKey };
  for (const [name, isHeld] of Object.entries(has)) {
    if (isHeld !== (wants(name) || (name === mod && wants(MOD)))) return false;
  }
  // What Shift makes of a key is its own name: "?" is Shift and something else on each keyboard.
  if (key.length > 1 || isLetter(key)) {
    if (event.shiftKey !== wants("Shift")) return false;
  }
  return isKey(event, key);
}

function isKey({ key, code }: KeyboardEvent, wanted: string): boolean {
  if (key.toLowerCase() === wanted.toLowerCase()) return true;
  // With Alt a Mac writes another letter, and other scripts have others anyway: then by its place.
  return isLetter(wanted) && !isLetter(key) && code === `Key${wanted.toUpperCase()}`;
}

function isLetter(key: string): boolean {
  return /^[a-z]$/i.test(key);
}

const MAC_NAMES: Readonly<Record<string, string>> = { Mod: "⌘", Ctrl: "⌃", Alt: "⌥", Shift: "⇧" };
const NAMES: Readonly<Record<string, string>> = {
  [MOD]: "Ctrl",
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowRight: "→",
  Escape: "Esc",
};

/** What is printed on each key of a combination. */
export function keyNames(combo: string): readonly string[] {
  return combo.split("+").map((part) => (isMac() && MAC_NAMES[part]) || NAMES[part] || part);
}

/** Typing goes there: a bare "?" is a letter of it. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest("input, textarea, select, [contenteditable], .monaco-editor") !== null
  );
}
