/** The panels around the editor: with the keyboard, remembered, on a phone, and when one breaks. */

import type { Page } from "playwright";
import { describe, expect, test } from "vitest";
import {
  badge,
  editorReady,
  enter,
  eventually,
  product,
  profile,
  setUpVisits,
  textOf,
  type,
} from "./visit.ts";

const PHONE = { width: 390, height: 844 };
// What a fingertip covers, in pixels of the page.
const FINGER = 44;

/** What can be touched, is in sight, and is smaller than a fingertip; Monaco's inside is Monaco's. */
function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate((least) => {
    const top = document.querySelector("dialog[open], :popover-open") ?? document.body;
    return [...top.querySelectorAll<HTMLElement>("a, button, select, input, summary")]
      .filter((target) => !target.closest(".monaco-editor") && target.checkVisibility())
      .map((target) => ({ target, box: target.getBoundingClientRect() }))
      .filter(({ target, box }) => box.bottom > 0 && !target.matches(".skip-link"))
      .filter(({ box }) => box.width < least || box.height < least)
      .map(({ target, box }) => `${target.outerHTML.slice(0, 120)} ${box.width}x${box.height}`);
  }, FINGER);
}

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

test("a dock that is dragged to nothing is folded away", async () => {
  const page = await enter();
  const handle = await page.getByTestId("resize-left").boundingBox();
  if (!handle) throw new Error("no handle");
  await page.mouse.move(handle.x + 4, 400);
  await page.mouse.down();
  await page.mouse.move(20, 400, { steps: 5 });
  await page.getByTestId("dock-left").waitFor({ state: "detached" });
  await page.mouse.up();
  await page.getByTestId("people-button").click();
  // As wide as it was before.
  await eventually(async () => (await page.getByTestId("dock-left").boundingBox())?.width, 180);
});

test("who folds a panel away with the keyboard is at its button, and gets back in", async () => {
  const page = await enter();
  const focused = () => page.evaluate("document.activeElement?.dataset.testid");
  await page.getByRole("button", { name: "Hide People" }).press("Enter");
  await eventually(focused, "people-button");
  await page.keyboard.press("Enter");
  await page.getByTestId("participant").first().waitFor();
});

test("the code keeps its room, whatever is open beside it", async () => {
  const page = await enter();
  await page.getByTestId("call-button").click();
  const left = page.getByTestId("dock-left");
  const right = page.getByTestId("dock-right");
  await right.waitFor();
  await page.getByRole("separator", { name: "Size of Call" }).press("End");
  await page.getByRole("separator", { name: "Size of People" }).press("End");
  const code = async () => (await page.locator("#editor").boundingBox())?.width ?? 0;
  await page.setViewportSize({ width: 1100, height: 800 });
  await expect.poll(code).toBeGreaterThanOrEqual(350);
  // Two do not fit any more: the tool stays, and the list comes in its place.
  await page.setViewportSize({ width: 900, height: 800 });
  await left.waitFor({ state: "detached" });
  expect(await code()).toBeGreaterThanOrEqual(350);
  await page.getByTestId("people-button").click();
  await left.waitFor();
  expect(await right.count()).toBe(0);
});

test("F6 goes round the parts of the page", async () => {
  const page = await enter();
  const region = () =>
    page.evaluate("document.activeElement?.closest('[data-region]')?.dataset.region");
  await type(page, "x");
  const seen: unknown[] = [];
  for (let step = 0; step < 3; step += 1) {
    await page.keyboard.press("F6");
    seen.push(await region());
  }
  expect(seen).toEqual(["bar", "left", "editor"]);
  await page.keyboard.press("Shift+F6");
  expect(await region()).toBe("left");
});

test("quiet mode leaves the editor alone, and is remembered", async () => {
  const page = await enter();
  await type(page, "before");
  await page.keyboard.press("Alt+q");
  await page.getByTestId("leave-quiet").waitFor();
  expect(await page.getByTestId("dock-left").count()).toBe(0);
  expect(await page.getByRole("banner").count()).toBe(0);
  // How the room is stays in sight, and the keyboard in the code.
  await badge(page, "saved");
  await page.keyboard.type(" after");
  await eventually(() => textOf(page), "before after");
  await page.reload();
  await editorReady(page);
  await page.getByTestId("leave-quiet").click();
  await page.getByTestId("participant").first().waitFor();
  expect(await page.getByTestId("leave-quiet").count()).toBe(0);
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

  test.each([360, 390])("nothing is wider than the screen, at %i", async (width) => {
    const page = await enter();
    await page.setViewportSize({ ...PHONE, width });
    await badge(page, "saved");
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
    await page.evaluate((long) => {
      const rooms = [{ id: "x", name: long, language: "go", visitedAt: Date.now() }];
      localStorage.setItem("coterie:recent-rooms", JSON.stringify(rooms));
    }, "A room with a very long name that does not fit anywhere at all".repeat(2));
    await page.goto(product.url);
    await page.getByText("Where you were").waitFor();
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
  });

  test("a long name has the width of the bar, and says itself in full", async () => {
    product.roomName = "Interview with the second candidate for the storage team";
    const page = await enter();
    await page.setViewportSize({ ...PHONE, width: 360 });
    await badge(page, "saved");
    const heading = page.getByRole("heading", { level: 1 });
    expect((await heading.boundingBox())?.width).toBeGreaterThan(200);
    expect(await heading.getAttribute("title")).toBe(product.roomName);
  });

  test("what a finger is to touch is large enough", async () => {
    const page = await enter();
    await page.setViewportSize({ ...PHONE, width: 360 });
    await badge(page, "saved");
    expect(await smallTargets(page), "room").toEqual([]);
    for (const opener of ["people-button", "room-menu", "share-button"]) {
      await page.getByTestId(opener).click();
      await page.locator("dialog[open], :popover-open").waitFor();
      await eventually(() => page.locator(".skeleton").filter({ visible: true }).count(), 0);
      expect(await smallTargets(page), opener).toEqual([]);
      await page.keyboard.press("Escape");
    }
    await page.goto(product.url);
    await page.getByTestId("create-room").waitFor();
    expect(await smallTargets(page), "Home").toEqual([]);
  });
});
