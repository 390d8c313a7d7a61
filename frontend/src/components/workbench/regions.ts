/** The parts of a room that the keyboard goes round with F6: bar, docks, editor. */

// What takes the keyboard in Monaco: which of the two depends on the browser.
const EDITOR_INPUT = ".monaco-editor .native-edit-context, .monaco-editor textarea";
const FOCUSABLE =
  'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), [tabindex="0"]';

/** The next region, or the one before: to where the keyboard would come first in it. */
export function moveToRegion(step: 1 | -1): void {
  const regions = [...document.querySelectorAll<HTMLElement>("[data-region]")];
  const at = regions.findIndex((region) => region.contains(document.activeElement));
  const from = at < 0 && step < 0 ? 0 : at;
  const next = regions.at((from + step) % regions.length);
  if (next) entranceOf(next).focus();
}

export function focusEditor(): void {
  const editor = document.getElementById("editor");
  if (editor) entranceOf(editor).focus();
}

/** Once it is there: what is asked for in this moment is drawn in the next. */
export function focusSoon(id: string): void {
  requestAnimationFrame(() => document.getElementById(id)?.focus());
}

function entranceOf(region: HTMLElement): HTMLElement {
  return (
    region.querySelector<HTMLElement>(EDITOR_INPUT) ??
    region.querySelector<HTMLElement>(FOCUSABLE) ??
    region
  );
}
