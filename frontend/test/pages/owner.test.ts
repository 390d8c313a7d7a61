/** What the owner can do from the page, and what nobody else sees. */

import { expect, test } from "vitest";
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from "y-protocols/awareness";
import * as Y from "yjs";
import { ROOM_ID } from "./product.ts";
import { badge, enter, eventually, product, setUpVisits, visit } from "./visit.ts";

setUpVisits();

const CONTROLS = ["role-menu", "remove-participant", "room-settings", "extend-room", "rename-room"];

function graceArrives(): void {
  const awareness = new Awareness(new Y.Doc());
  awareness.setLocalState({ user: { id: "p2", name: "Grace Hopper", color: 2 } });
  const states = encodeAwarenessUpdate(awareness, [awareness.clientID]);
  applyAwarenessUpdate(product.realtime.awareness, states, "test");
  awareness.destroy();
}

function called(call: string): unknown {
  return product.calls.find((entry) => entry.call === call)?.body;
}

test("gives a role, and removes somebody after asking; the link then has a key", async () => {
  graceArrives();
  const page = await enter();
  await page.getByTestId("role-menu").selectOption("viewer");
  const grace = `/api/rooms/${ROOM_ID}/users/p2/`;
  await eventually(() => called(`PATCH ${grace}`), { role: "viewer" });
  await page.getByTestId("remove-participant").click();
  await page.getByRole("dialog").getByText("Grace Hopper").waitFor();
  expect(product.calls.some(({ call }) => call === `DELETE ${grace}`)).toBe(false);
  await page.getByTestId("confirm").click();
  await eventually(() => product.calls.some(({ call }) => call === `DELETE ${grace}`), true);
  await page.getByTestId("copy-link").click();
  const link = `${product.url}/room/${ROOM_ID}?k=lk_new`;
  await eventually(() => page.evaluate("navigator.clipboard.readText()"), link);
  await page.getByTestId("share-button").click();
  expect(await page.getByTestId("share-link").inputValue()).toBe(link);
});

test("changes the room's name, who finds it and what newcomers can do", async () => {
  const page = await enter();
  await page.getByTestId("room-menu").click();
  await page.getByTestId("room-settings").click();
  await page.getByLabel("Name of the room").fill("Renamed");
  await page.getByLabel("Who finds it").selectOption("public");
  await page.getByLabel("Newcomers can").selectOption("viewer");
  await page.getByTestId("save-settings").click();
  await eventually(() => page.getByTestId("room-name").textContent(), "Renamed");
  expect(called(`PATCH /api/rooms/${ROOM_ID}/`)).toEqual({
    name: "Renamed",
    visibility: "public",
    link_role: "viewer",
    viewers_talk: true,
    viewers_chat: true,
    ai_mode: "as_you_type",
  });
});

test("deletes only once the name is typed", async () => {
  const page = await enter();
  await page.getByTestId("room-menu").click();
  await page.getByTestId("room-settings").click();
  await page.getByTestId("tab-ownership").click();
  const button = page.getByTestId("delete-room");
  await button.waitFor();
  expect(await button.isDisabled()).toBe(true);
  await page.getByTestId("delete-confirmation").fill("Interview with Grace");
  await button.click();
  const call = `DELETE /api/rooms/${ROOM_ID}/`;
  await eventually(() => product.calls.some((entry) => entry.call === call), true);
});

test("[HB8] is warned before the room closes, and keeps it open", async () => {
  const page = await enter();
  await badge(page, "saved");
  product.realtime.tell({ event: "closing", at: new Date(Date.now() + 299_000).toISOString() });
  await page.getByTestId("closing-banner").getByText(/4:5\d/).waitFor();
  await page.getByTestId("extend-room").click();
  await eventually(() => called(`POST /api/rooms/${ROOM_ID}/extend/`), null);
  product.realtime.tell({ event: "closing", at: null });
  await page.getByTestId("closing-banner").waitFor({ state: "detached" });
});

test.each(["editor", "viewer"])("an %s sees none of it", async (role) => {
  product.role = role;
  graceArrives();
  const page = await enter();
  await page.getByText("Grace Hopper").waitFor();
  product.realtime.tell({ event: "closing", at: new Date(Date.now() + 299_000).toISOString() });
  await page.getByTestId("closing-banner").getByText("Download the code").waitFor();
  await page.getByTestId("room-menu").click();
  await page.getByTestId("leave-room").waitFor();
  for (const control of CONTROLS) expect(await page.getByTestId(control).count()).toBe(0);
  expect(await page.getByTestId("language-menu").count()).toBe(role === "viewer" ? 0 : 1);
});

test("a link's key opens the room, and is what one shares", async () => {
  await enter();
  const other = await visit(`/room/${ROOM_ID}?k=lk_1`);
  await badge(other, "saved");
  const joins = product.calls.filter(({ call }) => call.endsWith("/join/"));
  expect(joins.at(-1)?.body).toMatchObject({ key: "lk_1" });
});
