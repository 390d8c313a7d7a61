/** What stands before a room: its password, its lock, and the link that hands it over. */

import { expect, test } from "vitest";
import { ROOM_ID } from "./product.ts";
import { badge, editorReady, enter, eventually, product, setUpVisits, visit } from "./visit.ts";

setUpVisits();

const JOIN = `POST /api/rooms/${ROOM_ID}/join/`;

function joins(): unknown[] {
  return product.calls.filter(({ call }) => call === JOIN).map(({ body }) => body);
}

test("a password is asked for with the name, and again until it is right", async () => {
  product.role = "editor";
  product.change = { has_password: true };
  product.joinRefusals.push({ status: 403, code: "password-wrong" });
  const page = await visit();
  const password = page.getByTestId("room-password");
  await page.getByLabel("Your name").fill("Ada");
  await password.fill("a wrong horse");
  await page.keyboard.press("Enter");
  await page.getByTestId("password-card").getByText("not the password").waitFor();
  expect(await password.getAttribute("aria-invalid")).toBe("true");
  product.joinRefusals.push({ status: 429, code: "too-many-tries", retryAfter: 2 });
  await password.fill("another horse");
  await page.keyboard.press("Enter");
  const button = page.getByTestId("unlock-room");
  await page.getByText("Too many wrong passwords").waitFor();
  expect(await button.isDisabled()).toBe(true);
  await page.keyboard.press("Enter");
  await eventually(() => button.textContent(), "Join the room");
  await password.fill("correct horse");
  await page.keyboard.press("Enter");
  await editorReady(page);
  await badge(page, "saved");
  const words = ["a wrong horse", "another horse", "correct horse"];
  for (const [at, word] of words.entries()) expect(joins()[at]).toMatchObject({ password: word });
  // Whoever was let in comes back by the key of that, whatever the password is by then.
  await page.reload();
  await badge(page, "saved");
  expect(joins().at(-1)).toEqual({ username: "Ada", resume_key: "rk_1" });
  expect(await page.evaluate("JSON.stringify(localStorage)")).not.toContain("horse");
});

test.each([
  ["locked", { locked: true }],
  ["link-closed", { link_closed: true }],
])("a stranger is told that the room is %s before they think of a name", async (reason, change) => {
  product.change = change;
  const page = await visit();
  await page.locator(`[data-testid=room-ended][data-reason=${reason}]`).waitFor();
  expect(joins()).toEqual([]);
});

test("a link makes its opener the owner, once they say so", async () => {
  product.role = "editor";
  const page = await visit(`/room/${ROOM_ID}#own=tc_1`);
  await page.getByTestId("become-owner").click();
  await page.getByLabel("Your name").fill("Grace");
  await page.keyboard.press("Enter");
  await editorReady(page);
  expect(page.url()).toBe(`${product.url}/room/${ROOM_ID}`);
  await page.getByTestId("rename-room").waitFor();
  const key = `localStorage.getItem("coterie:room:${ROOM_ID}:owner-key")`;
  expect(await page.evaluate(key)).toBe('"ok_moved"');
});

test("one that is over says so, and leads on", async () => {
  const page = await visit(`/room/${ROOM_ID}#own=tc_old`);
  await page.getByTestId("become-owner").click();
  await page.getByText("no longer hands the room over").waitFor();
  await page.getByTestId("open-room").click();
  await page.getByTestId("join-card").waitFor();
});

test("leaving and being forgotten is the room's matter too; another tab is told", async () => {
  const page = await enter();
  const other = await visit();
  await badge(other, "saved");
  await page.getByTestId("room-menu").click();
  await page.getByTestId("forget-room").click();
  await page.getByTestId("confirm").click();
  await page.getByTestId("create-room").waitFor();
  const { calls } = product;
  expect(calls.some(({ call }) => call === `POST /api/rooms/${ROOM_ID}/forget/`)).toBe(true);
  product.realtime.closeAll(4403, "removed from the room");
  await other.locator("[data-testid=room-ended][data-reason=forgotten]").waitFor();
});

test("a room that cannot be asked to forget leaves the browser to do it alone", async () => {
  const page = await enter();
  await badge(page, "saved");
  await page.getByTestId("room-menu").click();
  await page.getByTestId("forget-room").click();
  product.goAway();
  await page.getByTestId("confirm").click();
  await page.getByText("The server cannot be reached.").waitFor();
  const key = `localStorage.getItem("coterie:room:${ROOM_ID}:resume-key")`;
  expect(await page.evaluate(key)).toBe('"rk_1"');
  await page.getByTestId("confirm").click();
  await page.getByTestId("create-room").waitFor();
  expect(await page.evaluate(key)).toBeNull();
});
