/** What this browser keeps of a room, and what becomes of it: nothing is lost, nothing comes twice. */

import type { Page } from "playwright";
import { expect, test } from "vitest";
import { CloseCode } from "../../src/collab/close-codes.gen.ts";
import { ROOM_ID } from "./product.ts";
import {
  badge,
  editorReady,
  enter,
  eventually,
  product,
  setUpVisits,
  stored,
  textOf,
  type,
  visit,
} from "./visit.ts";

setUpVisits();

const LONG = "0123456789".repeat(10);

/** This browser's database has at least so many bytes of updates. */
async function copyHolds(page: Page, bytes: number): Promise<void> {
  const size = () =>
    page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          const opening = indexedDB.open("coterie-rooms");
          opening.onsuccess = () => {
            const rows = opening.result.transaction("updates").objectStore("updates").getAll();
            rows.onsuccess = () => {
              opening.result.close();
              resolve(rows.result.reduce((sum, { update }) => sum + update.length, 0));
            };
          };
        }),
    );
  await expect.poll(size, { timeout: 10_000 }).toBeGreaterThan(bytes);
}

test("what is typed while the server is away arrives once, also by way of a new page", async () => {
  const page = await enter();
  await type(page, "before ");
  await badge(page, "saved");
  product.goAway();
  await badge(page, "offline");
  await type(page, LONG);
  // Another page of the same browser, which has never reached the server.
  await copyHolds(page, LONG.length);
  const later = await visit();
  await editorReady(later);
  await eventually(() => textOf(later), `before ${LONG}`);
  await badge(later, "offline");
  await later.evaluate("window.__coterieTest.editor.setPosition({lineNumber: 1, column: 999})");
  await type(later, "!");
  product.comeBack();
  for (const tab of [page, later]) {
    await badge(tab, "saved");
    await eventually(() => textOf(tab), `before ${LONG}!`);
  }
  expect(stored()).toBe(`before ${LONG}!`);
});

test("two tabs of one person are two clients of one participant", async () => {
  const first = await enter();
  const second = await visit();
  await editorReady(second);
  await badge(second, "saved");
  await type(first, "first ");
  await eventually(() => textOf(second), "first ");
  await type(second, "second ");
  await eventually(() => textOf(first), await textOf(second));
  expect(product.realtime.awareness.getStates().size).toBe(2);
  await first.getByTestId("participants").getByTestId("participant").waitFor();
  expect(await first.getByTestId("participant").count()).toBe(1);
});

test("undo takes back what one typed before a reconnect", async () => {
  const page = await enter();
  await type(page, "typed before");
  await badge(page, "saved");
  product.goAway();
  await badge(page, "offline");
  product.realtime.doc.getText("file:main").insert(0, "OTHERS ");
  product.comeBack();
  await badge(page, "saved");
  await eventually(() => textOf(page), "OTHERS typed before");
  // A word at a time, as Monaco counts.
  await page.keyboard.press("Control+Z");
  await page.keyboard.press("Control+Z");
  await eventually(() => textOf(page), "OTHERS ");
  await eventually(stored, "OTHERS ");
});

test("a deleted room offers the copy as a download, and as a new room", async () => {
  const page = await enter();
  await type(page, "all my work");
  await badge(page, "saved");
  product.refusal = { status: 410, code: "room-deleted" };
  product.realtime.closeAll(CloseCode.deleted);
  await page.locator("[data-testid=room-ended][data-reason=deleted]").waitFor();
  // And to somebody who comes back to it.
  await copyHolds(page, "all my work".length);
  await page.reload();
  await page.getByTestId("download-copy").waitFor();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByTestId("download-copy").click(),
  ]);
  expect(download.suggestedFilename()).toBe("main.txt");
  // The new room's document is another one.
  product.realtime.doc.getText("file:main").delete(0, stored().length);
  product.epoch = "e2";
  await page.getByTestId("new-room-from-copy").click();
  await editorReady(page);
  await eventually(() => textOf(page), "all my work");
  await eventually(stored, "all my work");
  expect(page.url()).not.toContain(ROOM_ID);
});

test("another life of the document is not mixed with the copy", async () => {
  const page = await enter();
  await type(page, "old life");
  await badge(page, "saved");
  await copyHolds(page, "old life".length);
  await page.close();
  product.epoch = "e2";
  product.realtime.doc.getText("file:main").delete(0, stored().length);
  product.realtime.doc.getText("file:main").insert(0, "new life");
  const later = await visit();
  await later.locator("[data-testid=room-ended][data-reason=epoch]").waitFor();
  await later.getByTestId("download-copy").waitFor();
  await later.getByTestId("room-retry").click();
  await editorReady(later);
  await badge(later, "saved");
  await eventually(() => textOf(later), "new life");
  expect(stored()).toBe("new life");
});

test("who was removed keeps no copy", async () => {
  const page = await enter();
  await type(page, "confidential");
  await badge(page, "saved");
  await copyHolds(page, "confidential".length);
  product.realtime.closeAll(CloseCode.forbidden, "removed from the room");
  await page.locator("[data-testid=room-ended][data-reason=removed]").waitFor();
  product.goAway();
  await page.reload();
  await page.getByTestId("server-down").waitFor();
});

test("leave and forget takes the copy and the keys", async () => {
  const page = await enter();
  await type(page, "x");
  await badge(page, "saved");
  await page.getByTestId("room-menu").click();
  await page.getByTestId("forget-room").click();
  await page.getByTestId("confirm").click();
  await page.getByTestId("create-room").waitFor();
  const keys = await page.evaluate(
    "Object.keys(localStorage).filter((key) => key.includes('room:'))",
  );
  expect(keys).toEqual([]);
  expect(await page.getByText("Where you were").count()).toBe(0);
  product.goAway();
  await visit().then((again) => again.getByTestId("server-down").waitFor());
});
