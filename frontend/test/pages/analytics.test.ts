/** The page of a room's figures: live, by the span one chooses, and what it says when there is none. */

import axe from "axe-core";
import type { Page, Route } from "playwright";
import { beforeEach, describe, expect, test } from "vitest";
import { ROOM_ID } from "./product.ts";
import { enter, eventually, newProfile, product, profile, setUpVisits, visit } from "./visit.ts";

setUpVisits();

const PATH = `/room/${ROOM_ID}/analytics`;
const NAME = "<img src=x onerror=alert(1)>";

interface Asked {
  readonly span: string | null;
  readonly bearer: string;
}

let asked: Asked[];
let edits: number;
let started: string | null;
let refusals: Record<string, number>;

beforeEach(async () => {
  asked = [];
  edits = 7;
  started = "2030-01-01T08:00:00Z";
  refusals = {};
  await profile.route("**/api/rooms/*/analytics/**", answer);
});

async function answer(route: Route): Promise<void> {
  const request = route.request();
  const span = new URL(request.url()).searchParams.get("span");
  const bearer = (request.headers().authorization ?? "").replace("Bearer ", "");
  asked.push({ span, bearer });
  const status = refusals[bearer] ?? 200;
  if (product.away) await route.abort();
  else await route.fulfill({ status, json: status === 200 ? told(span) : { status } });
}

function told(span: string | null): Record<string, unknown> {
  const since = { minute: "2030-01-01T07:01:00Z", hour: "2029-12-25T10:00:00Z" };
  return {
    room_id: ROOM_ID,
    name: NAME,
    created_at: "2030-01-01T08:00:00Z",
    started_at: started,
    duration_seconds: 7_980,
    peak_users: 4,
    total_edits: edits,
    unique_participants: 9,
    participant_count: 2,
    as_of: "2030-01-01T10:00:30Z",
    span,
    since: since[span as keyof typeof since] ?? "2029-01-02T00:00:00Z",
    activity: started
      ? [
          {
            start: "2030-01-01T09:00:00Z",
            edits: 3,
            peak_users: 4,
            person_minutes: 4,
            newcomers: 4,
          },
          {
            start: "2030-01-01T10:00:00Z",
            edits: 4,
            peak_users: 2,
            person_minutes: 2,
            newcomers: 0,
          },
        ]
      : [],
  };
}

async function know(keys: Record<string, string>, context = profile): Promise<void> {
  await context.addInitScript(
    ([room, stored]) => {
      for (const [name, key] of Object.entries(stored)) {
        localStorage.setItem(`coterie:room:${room}:${name}`, JSON.stringify(key));
      }
    },
    [ROOM_ID, keys] as const,
  );
}

const figure = (page: Page, id: string) => page.getByTestId(id).locator("dd").textContent();

async function findings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const run = `axe.run(document, { resultTypes: ["violations"] })`;
  const { violations } = (await page.evaluate(run)) as axe.AxeResults;
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
}

test("shows figures, bars and the same as a table, with a name that is text", async () => {
  await know({ "owner-key": "ok_1" });
  const page = await visit(PATH);
  await page.getByTestId("total-edits").waitFor();
  const figures = ["participant-count", "peak-users", "unique-participants", "duration"];
  expect(await Promise.all(figures.map((id) => figure(page, id)))).toEqual([
    "2",
    "4",
    "9",
    "2 h 13 min",
  ]);
  expect(await page.getByTestId("room-name").textContent()).toBe(NAME);
  expect(await page.title()).toContain(NAME);
  // Two of edits, two of people.
  expect(await page.getByTestId("bar").count()).toBe(4);
  await page.getByText("The same as a table").click();
  expect(await page.getByTestId("activity-row").allInnerTexts()).toEqual([
    expect.stringMatching(/\t4\t2\t0$/),
    expect.stringMatching(/\t3\t4\t4$/),
  ]);
  expect(asked[0]).toEqual({ span: "minute", bearer: "ok_1" });
});

test("follows the room while somebody wants it, and by the span they choose", async () => {
  await profile.clock.install();
  await know({ "resume-key": "rk_1" });
  const page = await visit(PATH);
  await page.getByTestId("total-edits").waitFor();
  edits = 8;
  await page.clock.runFor(10_000);
  await eventually(() => figure(page, "total-edits"), "8");
  await page.getByTestId("live-button").click();
  await page.getByText("Paused").waitFor();
  const before = asked.length;
  await page.clock.runFor(60_000);
  expect(asked.length).toBe(before);
  await page.getByText("7 days").click();
  await eventually(() => asked.at(-1), { span: "hour", bearer: "rk_1" });
  await page.getByText("A year").click();
  await eventually(() => asked.at(-1)?.span, "day");
});

test("keeps what it knew while the server is away", async () => {
  await know({ "owner-key": "ok_1" });
  const page = await visit(PATH);
  await page.getByTestId("total-edits").waitFor();
  product.away = true;
  await page.getByText("7 days").click();
  await page.getByText("The server is away").waitFor();
  expect(await figure(page, "total-edits")).toBe("7");
  product.away = false;
  await page.getByText("A year").click();
  await page.getByText("Live", { exact: true }).waitFor();
});

describe("there is nothing to see", () => {
  const refused = (page: Page, refusal: string) =>
    page.locator(`[data-testid=no-analytics][data-refusal=${refusal}]`).waitFor();

  test("for somebody who was never there: nothing is even asked", async () => {
    const page = await visit(PATH);
    await refused(page, "stranger");
    expect(asked).toEqual([]);
    expect(await findings(page)).toEqual([]);
    await page.getByRole("link", { name: "Open the room" }).click();
    await page.getByTestId("join-room").waitFor();
  });

  test("when the server refuses, whatever its reason", async () => {
    await know({ "resume-key": "rk_1" });
    const page = await visit(PATH);
    for (const [status, refusal] of [
      [401, "stranger"],
      [403, "stranger"],
      [404, "not-found"],
      [410, "deleted"],
    ] as const) {
      refusals = { rk_1: status };
      await page.reload();
      await refused(page, refusal);
    }
  });

  test("unless the other key opens it: an owner's that is void leaves a participant's", async () => {
    refusals = { ok_old: 401 };
    await know({ "owner-key": "ok_old", "resume-key": "rk_1" });
    const page = await visit(PATH);
    await page.getByTestId("total-edits").waitFor();
    expect(asked.map(({ bearer }) => bearer)).toEqual(["ok_old", "rk_1"]);
  });
});

test("is reached from the room's menu, in a tab of its own", async () => {
  const page = await enter();
  await page.getByTestId("room-menu").click();
  const [opened] = await Promise.all([
    profile.waitForEvent("page"),
    page.getByTestId("room-analytics").click(),
  ]);
  await opened.getByTestId("total-edits").waitFor();
  expect(new URL(opened.url()).pathname).toBe(PATH);
});

test("and not where the room does not let one", async () => {
  product.change = { abilities: { see_analytics: false, read: true } };
  const page = await enter();
  await page.getByTestId("room-menu").click();
  await page.getByTestId("leave-room").waitFor();
  expect(await page.getByTestId("room-analytics").count()).toBe(0);
});

test.each([
  ["light", 1440],
  ["dark", 390],
] as const)("axe finds nothing, %s, %i wide, and nothing is wider", async (scheme, width) => {
  const context = await newProfile({ colorScheme: scheme, viewport: { width, height: 844 } });
  await context.route("**/api/rooms/*/analytics/**", answer);
  await know({ "owner-key": "ok_1" }, context);
  const page = await visit(PATH, context);
  await page.getByTestId("total-edits").waitFor();
  await page.getByText("The same as a table").click();
  expect(await findings(page), "figures").toEqual([]);
  expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
  await context.close();
});

test("before anybody came it says so, and axe finds nothing there either", async () => {
  started = null;
  await know({ "owner-key": "ok_1" });
  const page = await visit(PATH);
  await page.getByTestId("analytics-empty").waitFor();
  expect(await page.getByTestId("bar").count()).toBe(0);
  expect(await findings(page)).toEqual([]);
});
