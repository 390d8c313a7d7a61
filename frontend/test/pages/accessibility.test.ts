/** axe finds nothing serious on any page or state, and the keyboard alone gets everywhere. */

import axe from "axe-core";
import type { BrowserContext, Page } from "playwright";
import { describe, expect, test } from "vitest";
import { ROOM_ID } from "./product.ts";
import {
  badge,
  editorReady,
  enter,
  eventually,
  knowMe,
  newProfile,
  product,
  setUpVisits,
  type,
  visit,
} from "./visit.ts";

setUpVisits();

const INVITE = {
  id: "i1",
  label: "A guest",
  role: "viewer",
  created_at: "2026-01-01T12:00:00Z",
  expires_at: null,
  people: 1,
};

async function findings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  // Monaco's own inside is Monaco's; what is around it is ours.
  const run = `axe.run({ exclude: [".monaco-editor"] }, { resultTypes: ["violations"] })`;
  const { violations } = (await page.evaluate(run)) as axe.AxeResults;
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`);
}

describe.each([
  ["light", 1440],
  ["dark", 1440],
  ["light", 390],
] as const)("%s, %i wide", (colorScheme, width) => {
  async function person(): Promise<BrowserContext> {
    const context = await newProfile({ colorScheme, viewport: { width, height: 844 } });
    await context.addInitScript(() => {
      // Colours half-way through a transition belong to nobody.
      const style = document.createElement("style");
      style.textContent =
        "*, ::before, ::after { animation: none !important; transition: none !important }";
      document.addEventListener("DOMContentLoaded", () => document.head.append(style));
    });
    return context;
  }

  test("Home, the way in, and an address that leads nowhere", async () => {
    product.publicRooms = [product.room()];
    const context = await person();
    for (const [path, sign] of [
      ["/", "public-rooms"],
      [`/room/${ROOM_ID}`, "join-room"],
      ["/nowhere/at/all", null],
    ] as const) {
      const page = await visit(path, context);
      await (sign ? page.getByTestId(sign) : page.getByRole("heading")).first().waitFor();
      expect(await findings(page), path).toEqual([]);
    }
    await context.close();
  });

  test("a room, all that opens over it, and all that it can say", async () => {
    const context = await person();
    const page = await enter(context);
    await badge(page, "saved");
    expect(await findings(page), "room").toEqual([]);
    await page.getByTestId("share-button").click();
    await page.getByTestId("share-qr").waitFor();
    expect(await findings(page), "share").toEqual([]);
    await page.keyboard.press("Escape");
    await page.getByTestId("room-menu").click();
    expect(await findings(page), "menu").toEqual([]);
    await page.getByTestId("open-palette").click();
    await page.getByTestId("palette-input").waitFor();
    expect(await findings(page), "palette").toEqual([]);
    await page.keyboard.type("copy link");
    await page.keyboard.press("Enter");
    await page.getByTestId("toast").waitFor();
    expect(await findings(page), "toast").toEqual([]);
    await page.getByTestId("room-menu").focus();
    await page.keyboard.press("?");
    await page.getByTestId("shortcuts-sheet").waitFor();
    expect(await findings(page), "shortcuts").toEqual([]);
    await page.keyboard.press("Escape");
    await page.keyboard.press("Alt+q");
    await page.getByTestId("leave-quiet").waitFor();
    expect(await findings(page), "quiet").toEqual([]);
    await page.keyboard.press("Alt+q");
    await page.getByTestId("room-menu").click();
    await page.getByTestId("room-settings").click();
    await page.getByTestId("save-settings").waitFor();
    expect(await findings(page), "settings").toEqual([]);
    product.invites = [INVITE];
    for (const [tab, action] of [
      ["access", "lock-room"],
      ["links", "revoke-invite"],
      ["lifetime", "retention"],
      ["ownership", "offer-transfer"],
    ] as const) {
      await page.getByTestId(`tab-${tab}`).click();
      await page.getByTestId(action).click();
      expect(await findings(page), `settings: ${tab}`).toEqual([]);
    }
    await page.getByTestId("transfer-left").waitFor();
    expect(await findings(page), "settings: handing over").toEqual([]);
    await page.keyboard.press("Escape");
    await page.getByTestId("room-locked").waitFor();
    await page.getByTestId("chat-button").click();
    await page.getByText("Nothing has been said yet").waitFor();
    expect(await findings(page), "empty chat").toEqual([]);
    product.realtime.chatOutcomes.push("too-long");
    await page.getByTestId("chat-input").fill("one that is refused");
    await page.keyboard.press("Enter");
    product.realtime.say("see `x`, https://a.example/ and \u202e\n```py\nprint(1)\n```");
    await page.getByTestId("chat-code").waitFor();
    await page.locator("[data-testid=chat-unsent][data-state=failed]").waitFor();
    expect(await findings(page), "chat").toEqual([]);
    if (width < 768) await page.keyboard.press("Escape");
    product.realtime.acknowledges = false;
    product.realtime.tell({ event: "store", failing: true });
    product.realtime.tell({ event: "closing", at: new Date(Date.now() + 200_000).toISOString() });
    await type(page, "x");
    await badge(page, "not-saved");
    expect(await findings(page), "not saved, closing").toEqual([]);
    product.goAway();
    await page.getByTestId("unreachable").waitFor();
    expect(await findings(page), "offline").toEqual([]);
    await context.close();
  });

  test("every end", async () => {
    const context = await person();
    await knowMe(context);
    const page = await visit("/", context);
    for (const [status, code] of [
      [404, "room-not-found"],
      [410, "room-deleted"],
      [403, "room-full"],
      [403, "link-closed"],
      [403, "room-locked"],
      [403, "removed"],
    ] as const) {
      product.refusal = { status, code };
      await page.goto(`${product.url}/room/${ROOM_ID}`);
      await page.getByTestId("room-ended").waitFor();
      expect(await findings(page), code).toEqual([]);
    }
    product.refusal = null;
    product.joinRefusals.push({ status: 429, code: "too-many-tries", retryAfter: 90 });
    await page.goto(`${product.url}/room/${ROOM_ID}`);
    await page.getByText("Try again in 1:").waitFor();
    expect(await findings(page), "too many tries").toEqual([]);
    await page.goto(`${product.url}/room/${ROOM_ID}?#own=tc_1`);
    await page.getByTestId("take-over").waitFor();
    expect(await findings(page), "taking over").toEqual([]);
    product.goAway();
    await page.goto(`${product.url}/room/${ROOM_ID}`);
    await page.getByTestId("server-down").waitFor();
    expect(await findings(page), "server down").toEqual([]);
    await context.close();
  });
});

test("a room is made, and its editor reached, by keyboard alone", async () => {
  const page = await visit("/");
  await page.getByLabel("Your name").focus();
  await page.keyboard.press("Enter");
  await editorReady(page);
  await page.getByLabel("Leave the room").focus();
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Enter");
  await eventually(() => page.evaluate("document.activeElement?.id"), "editor");
});

test("a chosen theme is kept, and there before the first paint", async () => {
  const page = await visit("/");
  await page.getByTestId("theme-menu").selectOption("dark");
  const scheme = () => page.evaluate("document.documentElement.style.colorScheme");
  expect(await scheme()).toBe("dark");
  await page.route("**/assets/**", (route) => route.abort());
  await page.reload();
  expect(await scheme()).toBe("dark");
});
