/** The panels around the editor: with the keyboard, remembered, on a phone, and when one breaks. */

import { describe, expect, test } from "vitest";
import { badge, editorReady, enter, eventually, profile, setUpVisits } from "./visit.ts";

const PHONE = { width: 390, height: 844 };

setUpVisits();

test("a dock is resized and folded by keyboard, and stays so", async () => {
  const page = await enter();
  const handle = page.getByRole("separator", { name: "Size of People" });
  const width = async () => (await page.getByTestId("dock-left").boundingBox())?.width;
  await handle.focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await eventually(width, 272);
  await page.keyboard.press("End");
  expect(await handle.getAttribute("aria-valuenow")).toBe("480");
  await page.reload();
  await editorReady(page);
  expect(await width()).toBe(480);
  await handle.focus();
  await page.keyboard.press("Enter");
  await page.getByTestId("dock-left").waitFor({ state: "detached" });
  await page.reload();
  await editorReady(page);
  expect(await page.getByTestId("dock-left").count()).toBe(0);
  await page.getByTestId("people-button").click();
  await page.getByTestId("participant").first().waitFor();
});

test("a dock follows the pointer, within its limits", async () => {
  const page = await enter();
  const handle = await page.getByTestId("resize-left").boundingBox();
  if (!handle) throw new Error("no handle");
  await page.mouse.move(handle.x + 4, 400);
  await page.mouse.down();
  await page.mouse.move(handle.x + 64, 400);
  await page.mouse.up();
  const dock = page.getByTestId("dock-left");
  await eventually(async () => (await dock.boundingBox())?.width, 300);
});

test("sides without panels are not there", async () => {
  const page = await enter();
  for (const side of ["right", "bottom"]) {
    expect(await page.getByTestId(`dock-${side}`).count()).toBe(0);
  }
});

test("a panel that cannot be loaded leaves the editor alone", async () => {
  const chunk = "**/people-panel-*.js";
  let asked = 0;
  await profile.route(chunk, (route) => {
    asked += 1;
    return route.abort();
  });
  const page = await enter();
  await page.getByTestId("panel-failed").waitFor();
  await badge(page, "saved");
  // Once when shown and once ahead of need, not again and again.
  expect(asked).toBeLessThanOrEqual(3);
  await profile.unroute(chunk);
  await page.getByRole("button", { name: "Show it again" }).click();
  await page.getByTestId("participant").first().waitFor();
});

describe("on a phone", () => {
  test("a panel is a sheet, which Escape closes and the focus leaves", async () => {
    const page = await enter();
    await page.setViewportSize(PHONE);
    await page.getByTestId("dock-left").waitFor({ state: "detached" });
    await page.getByTestId("people-button").click();
    await page.getByTestId("participant").waitFor();
    await page.keyboard.press("Escape");
    await page.getByTestId("participant").waitFor({ state: "detached" });
    const focused = await page.evaluate("document.activeElement?.dataset.testid");
    expect(focused).toBe("people-button");
  });

  test("nothing is wider than the screen", async () => {
    const page = await enter();
    await page.setViewportSize(PHONE);
    await badge(page, "saved");
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(PHONE.width);
  });
});
