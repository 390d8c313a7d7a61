/** The badge says what is true, and leaving asks only when something would be lost. */

import type { Dialog, Page } from "playwright";
import { describe, expect, test } from "vitest";
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
} from "./visit.ts";

setUpVisits();

describe("the badge", () => {
  test("saved, saving, offline since, and saved again", async () => {
    const page = await enter();
    await badge(page, "saved");
    product.realtime.acknowledges = false;
    await type(page, "x");
    await badge(page, "saving");
    product.realtime.acknowledge();
    await badge(page, "saved");
    product.goAway();
    await badge(page, "offline");
    await page.getByTestId("unreachable").waitFor();
    product.realtime.acknowledges = true;
    product.comeBack();
    await badge(page, "saved");
  });

  test("[RE1] a store that fails: not saved until it can write", async () => {
    const page = await enter();
    await badge(page, "saved");
    product.realtime.acknowledges = false;
    product.realtime.tell({ event: "store", failing: true });
    await page.getByTestId("store-failing").waitFor();
    await type(page, "x");
    await badge(page, "not-saved");
    product.realtime.tell({ event: "store", failing: false });
    await badge(page, "saving");
    product.realtime.acknowledge();
    await badge(page, "saved");
    expect(await page.getByTestId("store-failing").count()).toBe(0);
  });
});

describe("[RE1] a role", () => {
  test("takes effect at once, and is told without taking the focus", async () => {
    const page = await enter();
    await type(page, "mine");
    await badge(page, "saved");
    const focused = () => page.evaluate("document.activeElement?.className");
    const before = await focused();
    product.realtime.tell({ event: "role", role: "viewer" });
    await badge(page, "read-only");
    await page.getByTestId("toast").getByText("only look").waitFor();
    expect(await focused()).toBe(before);
    expect(await page.getByTestId("language-menu").count()).toBe(0);
    await page.keyboard.type("refused");
    expect(await textOf(page)).toBe("mine");

    product.realtime.tell({ event: "role", role: "editor" });
    await badge(page, "saved");
    await page.getByTestId("language-menu").waitFor();
    await type(page, "!");
    await eventually(stored, await textOf(page));
    await badge(page, "saved");
  });

  test("[SY5] edits that a new viewer could not send are offered, and are in no document", async () => {
    const page = await enter();
    await type(page, "kept ");
    await badge(page, "saved");
    product.goAway();
    await badge(page, "offline");
    await type(page, "and lost");
    product.role = "viewer";
    product.comeBack();
    await page.getByTestId("stranded").waitFor();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByTestId("download-copy").click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^main\./);
    await eventually(() => textOf(page), "kept ");
    expect(stored()).toBe("kept ");
    // Nor do they come back later by way of this browser's copy.
    product.role = "editor";
    await page.reload();
    await editorReady(page);
    await badge(page, "saved");
    await eventually(() => textOf(page), "kept ");
  });
});

describe("leaving", () => {
  async function reloadAsks(page: Page): Promise<boolean> {
    let asked = false;
    const accept = (dialog: Dialog): void => {
      asked = true;
      void dialog.accept();
    };
    page.on("dialog", accept);
    await page.reload();
    page.off("dialog", accept);
    return asked;
  }

  test("asks with unsaved edits, and only then", async () => {
    const page = await enter();
    await type(page, "x");
    await badge(page, "saved");
    expect(await reloadAsks(page)).toBe(false);
    await editorReady(page);
    await badge(page, "saved");
    product.realtime.acknowledges = false;
    await type(page, "y");
    await badge(page, "saving");
    expect(await reloadAsks(page)).toBe(true);
  });

  test("by the link home asks in the page", async () => {
    const page = await enter();
    await badge(page, "saved");
    product.realtime.acknowledges = false;
    await type(page, "y");
    await badge(page, "saving");
    await page.getByLabel("Leave the room").click();
    await page.getByRole("dialog", { name: "Leave now?" }).waitFor();
    await page.keyboard.press("Escape");
    await badge(page, "saving");
    await page.getByLabel("Leave the room").click();
    await page.getByTestId("confirm").click();
    await page.getByTestId("create-room").waitFor();
  });
});
