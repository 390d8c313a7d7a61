/** The owner's settings, page by page, as calls that they make. */

import type { Page } from "playwright";
import { expect, test } from "vitest";
import { ROOM_ID } from "./product.ts";
import { enter, eventually, product, setUpVisits } from "./visit.ts";

setUpVisits();

const ROOM = `/api/rooms/${ROOM_ID}/`;

function bodies(call: string): unknown[] {
  return product.calls.filter((entry) => entry.call === call).map(({ body }) => body);
}

async function settings(tab: string): Promise<Page> {
  const page = await enter();
  await page.getByTestId("room-menu").click();
  await page.getByTestId("room-settings").click();
  await page.getByTestId(`tab-${tab}`).click();
  return page;
}

test("locks and unlocks, sets and removes a password, and bounds the people", async () => {
  const page = await settings("access");
  const lock = page.getByTestId("lock-room");
  for (const locked of ["true", "false"]) {
    await lock.click();
    await eventually(() => lock.getAttribute("data-locked"), locked);
    await eventually(() => page.getByTestId("room-locked").count(), locked === "true" ? 1 : 0);
  }
  await page.getByTestId("new-password").fill("short");
  await page.keyboard.press("Enter");
  await page.getByTestId("new-password").fill("correct horse");
  await page.keyboard.press("Enter");
  await page.getByTestId("remove-password").click();
  await page.getByTestId("remove-password").waitFor({ state: "detached" });
  await page.getByTestId("people-limit").fill("7");
  await page.getByTestId("set-people-limit").click();
  await eventually(
    () => bodies(`PATCH ${ROOM}`),
    [
      { locked: true },
      { locked: false },
      { password: "correct horse" },
      { password: null },
      { max_participants: 7 },
    ],
  );
});

test("makes a further link, shows it once, and revokes it with who came by it", async () => {
  const page = await settings("links");
  await page.getByTestId("invite-label").fill("Candidate");
  await page.getByTestId("invite-role").selectOption("viewer");
  await page.getByTestId("invite-end").selectOption({ label: "An hour" });
  await page.getByTestId("create-invite").click();
  const link = page.getByTestId("invite-link");
  await eventually(() => link.inputValue(), `${product.url}/room/${ROOM_ID}?k=lk_further`);
  expect(bodies(`POST ${ROOM}links/`)).toEqual([
    { role: "viewer", label: "Candidate", expires_in: 3_600 },
  ]);
  await page.getByTestId("invite").getByText("Lets only look").waitFor();
  await page.getByTestId("invite-link-copy").click();
  await eventually(() => page.evaluate("navigator.clipboard.readText()"), await link.inputValue());
  await page.getByTestId("revoke-invite").click();
  await page.getByTestId("revoke-people").uncheck();
  await page.getByTestId("confirm-revoke").click();
  await page.getByTestId("invite").waitFor({ state: "detached" });
  const revoked = product.calls.find(({ call }) => call === `DELETE ${ROOM}links/i1/`);
  expect(revoked?.query).toBe("?people=stay");
  await page.getByTestId("rotate-people").check();
  await page.getByTestId("rotate-link").click();
  await eventually(
    () => page.getByTestId("room-link").inputValue(),
    `${product.url}/room/${ROOM_ID}?k=lk_new`,
  );
  expect(bodies(`POST ${ROOM}link/`)).toEqual([{ people: "remove" }]);
});

test("chooses how long the room lives, sees it counted down, and keeps it open", async () => {
  const page = await settings("lifetime");
  const retention = page.getByTestId("retention");
  expect(await retention.locator("option").allTextContents()).toEqual([
    "30 minutes",
    "1 day",
    "Until you delete it",
  ]);
  await retention.selectOption("24h");
  await eventually(() => bodies(`PATCH ${ROOM}`), [{ retention: "24h" }]);
  product.realtime.tell({ event: "closing", at: new Date(Date.now() + 299_000).toISOString() });
  await page.getByTestId("settings-time-left").getByText(/4:5\d/).waitFor();
  await page.getByTestId("settings-extend").click();
  await eventually(() => bodies(`POST ${ROOM}extend/`).length, 1);
});

test("hands the room over; its settings close as soon as somebody took it", async () => {
  const page = await settings("room");
  // By keyboard alone: from the first page to the last.
  await page.getByTestId("tab-room").focus();
  await page.keyboard.press("ArrowLeft");
  await page.getByTestId("offer-transfer").click();
  const link = await page.getByTestId("transfer-link").inputValue();
  expect(link).toBe(`${product.url}/room/${ROOM_ID}#own=tc_1`);
  await page.getByTestId("transfer-left").getByText(/9:5\d/).waitFor();
  product.role = "editor";
  product.realtime.tell({ event: "role", role: "editor" });
  await page.getByTestId("settings-dialog").waitFor({ state: "detached" });
  await page.getByTestId("rename-room").waitFor({ state: "detached" });
  await page.getByText("Somebody else owns this room now.").waitFor();
});

test("renames in place; Escape leaves it as it was", async () => {
  const page = await enter();
  await page.getByTestId("rename-room").click();
  await page.keyboard.type("Not this");
  await page.keyboard.press("Escape");
  await eventually(() => page.evaluate("document.activeElement?.dataset.testid"), "rename-room");
  await page.keyboard.press("Enter");
  await page.keyboard.type("Interview, second part");
  await page.keyboard.press("Enter");
  await eventually(() => page.getByTestId("room-name").textContent(), "Interview, second part");
  expect(bodies(`PATCH ${ROOM}`)).toEqual([{ name: "Interview, second part" }]);
});
