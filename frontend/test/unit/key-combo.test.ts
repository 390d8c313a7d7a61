// @vitest-environment happy-dom
import { afterEach, describe, expect, test, vi } from "vitest";
import { isTyping, keyNames, matches } from "../../src/hooks/key-combo.ts";

afterEach(() => vi.unstubAllGlobals());

function press(key: string, init: KeyboardEventInit = {}): KeyboardEvent {
  return new KeyboardEvent("keydown", { key, ...init });
}

function onMac(): void {
  vi.stubGlobal("navigator", { platform: "MacIntel" });
}

describe("a press is the combination that was meant", () => {
  test.each([
    ["Mod+K", press("k", { ctrlKey: true }), true],
    ["Mod+K", press("K", { ctrlKey: true, shiftKey: true }), false],
    ["Mod+K", press("k", { metaKey: true }), false],
    ["Mod+K", press("k", { ctrlKey: true, altKey: true }), false],
    ["Mod+K", press("k"), false],
    ["Alt+Q", press("q", { altKey: true, code: "KeyQ" }), true],
    // AltGr, with which many keyboards write.
    ["Alt+Q", press("@", { altKey: true, ctrlKey: true, code: "KeyQ" }), false],
    ["F6", press("F6"), true],
    ["F6", press("F6", { shiftKey: true }), false],
    ["Shift+F6", press("F6", { shiftKey: true }), true],
    ["?", press("?", { shiftKey: true }), true],
    ["?", press("?", { ctrlKey: true, shiftKey: true }), false],
  ])("%s", (combo, event, isMeant) => {
    expect(matches(event, combo)).toBe(isMeant);
  });

  test("by its place where Alt or another script makes another letter of it", () => {
    expect(matches(press("œ", { altKey: true, code: "KeyQ" }), "Alt+Q")).toBe(true);
    expect(matches(press("л", { ctrlKey: true, code: "KeyK" }), "Mod+K")).toBe(true);
    // Where letters are elsewhere, by the letter.
    expect(matches(press("a", { altKey: true, code: "KeyQ" }), "Alt+Q")).toBe(false);
  });

  test("Mod is the command key on a Mac", () => {
    onMac();
    expect(matches(press("k", { metaKey: true }), "Mod+K")).toBe(true);
    expect(matches(press("k", { ctrlKey: true }), "Mod+K")).toBe(false);
    // Ctrl is a key of its own there.
    expect(matches(press("m", { ctrlKey: true }), "Ctrl+M")).toBe(true);
    expect(matches(press("m", { metaKey: true }), "Ctrl+M")).toBe(false);
  });
});

test("keys are named as they are printed", () => {
  expect(keyNames("Mod+ArrowRight")).toEqual(["Ctrl", "→"]);
  onMac();
  expect(keyNames("Mod+Shift+K")).toEqual(["⌘", "⇧", "K"]);
});

test("a bare key belongs to who is typing", () => {
  document.body.innerHTML =
    '<input id="field"><div class="monaco-editor"><div id="code"></div></div><button id="button">';
  const target = (id: string) => document.getElementById(id);
  expect(isTyping(target("field"))).toBe(true);
  expect(isTyping(target("code"))).toBe(true);
  expect(isTyping(target("button"))).toBe(false);
  expect(isTyping(null)).toBe(false);
});
