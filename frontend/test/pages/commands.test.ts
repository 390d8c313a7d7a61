/** The command palette, the sheet of shortcuts and the toasts, with the keyboard as people use it. */

import type { Page } from "playwright";
import { expect, test } from "vitest";
import { badge, enter, eventually, product, profile, setUpVisits, textOf, type } from "./visit.ts";

setUpVisits();

async function openPalette(page: Page): Promise<void> {
  await page.keyboard.press("Control+k");
  await page.getByTestId("palette-input").waitFor();
}

function current(page: Page): Promise<string | null> {
  return page.locator("[role=option][aria-selected=true]").textContent();
}

test("from the code to a command and back, by keyboard alone", async () => {
  const page = await enter();
  await type(page, "one");
  await openPalette(page);
  await page.keyboard.type("rust");
  await eventually(() => current(page), "Language: Rust");
  await page.keyboard.press("Enter");
  await page.getByTestId("command-palette").waitFor({ state: "detached" });
  await eventually(() => page.getByTestId("language-menu").inputValue(), "rust");
  // The caret is where it was.
  await page.keyboard.type(" two");
  await eventually(() => textOf(page), "one two");
});

test("the arrows go through the list and round, and what is current is named to the field", async () => {
  const page = await enter();
  await openPalette(page);
  const first = await current(page);
  await page.keyboard.press("ArrowDown");
  expect(await current(page)).not.toBe(first);
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  const named = await page.getByTestId("palette-input").getAttribute("aria-activedescendant");
  expect(await page.locator(`[id="${named}"]`).getAttribute("aria-selected")).toBe("true");
  expect(await page.getByTestId("palette-option").last().getAttribute("aria-selected")).toBe(
    "true",
  );
  await page.getByTestId("palette-input").fill("xyz");
  await page.getByText("Nothing of that name.").waitFor();
  await page.keyboard.press("Enter");
  // The keys that open it close it.
  await page.keyboard.press("Control+k");
  await page.getByTestId("command-palette").waitFor({ state: "detached" });
});

test("a panel that is shown by a command has the keyboard", async () => {
  const page = await enter();
  await openPalette(page);
  await page.keyboard.type("show call");
  await page.keyboard.press("Enter");
  await page.getByTestId("green-room").waitFor();
  await eventually(() => page.evaluate("document.activeElement?.id"), "dock-right");
});

test("? shows the shortcuts, but is a letter to who is typing", async () => {
  const page = await enter();
  await type(page, "why?");
  await eventually(() => textOf(page), "why?");
  expect(await page.getByTestId("shortcuts-sheet").count()).toBe(0);
  await page.getByTestId("room-menu").focus();
  await page.keyboard.press("?");
  await page.getByTestId("shortcuts-sheet").getByText("Quiet mode").waitFor();
  // What lies under a dialog stays as it is.
  await page.keyboard.press("Alt+q");
  await page.keyboard.press("Escape");
  await page.getByTestId("shortcuts-sheet").waitFor({ state: "detached" });
  expect(await page.getByTestId("leave-quiet").count()).toBe(0);
});

test("a palette that cannot be fetched leaves the room alone", async () => {
  await profile.route("**/command-palette-*.js", (route) => route.abort());
  const page = await enter();
  await type(page, "x");
  await page.keyboard.press("Control+k");
  await page.getByTestId("part-failed").getByRole("button", { name: "Close" }).click();
  await type(page, "y");
  await eventually(() => textOf(page), "xy");
});

test("a toast never takes the keyboard, waits while it is looked at, and gives the place back", async () => {
  const page = await enter();
  await page.clock.install();
  await type(page, "one");
  await openPalette(page);
  await page.keyboard.type("copy link");
  await page.keyboard.press("Enter");
  const toast = page.getByTestId("toast");
  await page.clock.runFor(100);
  await toast.getByText("Link copied.").waitFor();
  await page.keyboard.type(" two");
  await eventually(() => textOf(page), "one two");
  await toast.hover();
  await page.clock.runFor(60_000);
  expect(await toast.count()).toBe(1);
  await toast.getByRole("button", { name: "Dismiss" }).focus();
  await page.keyboard.press("Enter");
  await toast.waitFor({ state: "detached" });
  await page.keyboard.type(" three");
  await eventually(() => textOf(page), "one two three");
});

test("toasts go by themselves, and show over a dialog", async () => {
  const page = await enter();
  await badge(page, "saved");
  await page.clock.install();
  product.realtime.tell({ event: "role", role: "viewer" });
  await page.getByTestId("toast").getByText("only look").waitFor();
  await page.getByTestId("room-menu").click();
  await page.getByTestId("open-shortcuts").click();
  const inDialog = page.getByTestId("shortcuts-sheet").getByTestId("toast");
  await inDialog.waitFor();
  await page.clock.runFor(7_000);
  await inDialog.waitFor({ state: "detached" });
  expect(await page.getByTestId("toast").count()).toBe(0);
});
