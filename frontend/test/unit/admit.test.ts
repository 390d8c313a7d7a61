// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { AdmissionRefused } from "../../src/collab/admission.ts";
import { admit } from "../../src/hooks/admit.ts";
import {
  recallOwnerKey,
  recallResumeKey,
  rememberLinkKey,
  rememberOwnerKey,
  rememberResumeKey,
} from "../../src/remembered/room-keys.ts";

const JOIN = {
  user_id: "p1",
  username: "Ada",
  users: [],
  role: "owner",
  token: "jwt",
  resume_key: "rk_2",
  epoch: "e1",
  realtime_url: "/ws",
  room: { id: "r1", name: "Room", language: "go", url: "" },
};

const answers: (() => Response)[] = [];
const requests: { authorization: string | null; body: unknown }[] = [];

beforeEach(() => {
  requests.length = 0;
  vi.stubGlobal("fetch", async (request: Request) => {
    requests.push({
      authorization: request.headers.get("Authorization"),
      body: await request.json(),
    });
    const answer = answers.shift();
    if (!answer) throw new TypeError("Failed to fetch");
    return answer();
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
});

function answer(status: number, body: unknown): void {
  answers.push(() => new Response(JSON.stringify(body), { status }));
}

function join(): Promise<unknown> {
  return admit("r1", "Ada", () => undefined, new AbortController().signal);
}

test("comes back with the keys of this browser, and remembers the new one", async () => {
  rememberOwnerKey("r1", "ok_1");
  rememberResumeKey("r1", "rk_1");
  rememberLinkKey("r1", "lk_1");
  answer(200, JOIN);
  expect(await join()).toMatchObject({ userId: "p1", role: "owner", realtimeUrl: "/ws" });
  expect(requests).toEqual([
    { authorization: "Bearer ok_1", body: { username: "Ada", resume_key: "rk_1", key: "lk_1" } },
  ]);
  expect(recallResumeKey("r1")).toBe("rk_2");
});

test("an owner key that opens nothing is forgotten, and the room entered without", async () => {
  rememberOwnerKey("r1", "ok_old");
  answer(401, { code: "owner-key-invalid" });
  answer(200, { ...JOIN, role: "editor" });
  expect(await join()).toMatchObject({ role: "editor" });
  expect(requests[1]?.authorization).toBeNull();
  expect(recallOwnerKey("r1")).toBeUndefined();
});

test.each([
  [403, "room-full", "full"],
  [403, "forbidden", "forbidden"],
  [403, "removed", "removed"],
  [403, "link-closed", "link-closed"],
  [403, "room-locked", "locked"],
  [403, "password-required", "password"],
  [403, "password-wrong", "password-wrong"],
  [404, "room-not-found", "not-found"],
  [410, "room-deleted", "deleted"],
  [400, "invalid", "refused"],
])("%i %s is final: %s", async (status, code, reason) => {
  answer(status, { code, detail: "Words of the server." });
  const error = await join().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(AdmissionRefused);
  expect(error).toMatchObject({ reason, message: "Words of the server." });
});

test("brings a password where there is one", async () => {
  answer(200, JOIN);
  await admit("r1", "Ada", () => undefined, new AbortController().signal, "correct horse");
  expect(requests[0]?.body).toEqual({ username: "Ada", password: "correct horse" });
});

test.each([
  ["90", 90],
  ["soon", 60],
])("too many wrong passwords end it until Retry-After: %s", async (header, seconds) => {
  const body = JSON.stringify({ code: "too-many-tries", detail: "Later." });
  answers.push(() => new Response(body, { status: 429, headers: { "Retry-After": header } }));
  const before = Date.now();
  const error = (await join().catch((thrown: unknown) => thrown)) as AdmissionRefused;
  expect(error.reason).toBe("password-tries");
  const at = error.retryAt ?? 0;
  expect(at).toBeGreaterThanOrEqual(before + seconds * 1_000);
  expect(at).toBeLessThanOrEqual(Date.now() + seconds * 1_000);
});

test.each([429, 500, 502, 503])("%i is tried again", async (status) => {
  answer(status, {});
  expect(await join().catch((thrown: unknown) => thrown)).not.toBeInstanceOf(AdmissionRefused);
});

test("no network is tried again", async () => {
  expect(await join().catch((thrown: unknown) => thrown)).toMatchObject({ name: "Unreachable" });
});
