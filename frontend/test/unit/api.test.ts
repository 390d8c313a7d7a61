import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { ApiProblem } from "../../src/api/problem.ts";

interface Received {
  method: string | undefined;
  path: string | undefined;
  authorization: string | undefined;
  body: unknown;
}

let server: Server;
let received: Received[];
let answer: { status: number; body: string };

beforeEach(async () => {
  received = [];
  answer = { status: 200, body: "{}" };
  server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on("end", () => {
      received.push({
        method: request.method,
        path: request.url,
        authorization: request.headers.authorization,
        body: body === "" ? null : JSON.parse(body),
      });
      response.writeHead(answer.status, { "Content-Type": "application/problem+json" });
      response.end(answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  vi.stubEnv("VITE_DJANGO_URL", `http://127.0.0.1:${port}/`);
  vi.resetModules();
});

afterEach(() => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  server.close();
});

// The address is read when the module loads.
const rooms = () => import("../../src/api/rooms.ts");

describe("calls", () => {
  test("a join sends name, resume key and owner key", async () => {
    const { joinRoom } = await rooms();
    await joinRoom("r/1", { username: "Ada", resumeKey: "rk", ownerKey: "ok_1" });
    expect(received).toEqual([
      {
        method: "POST",
        path: "/api/rooms/r%2F1/join/",
        authorization: "Bearer ok_1",
        body: { username: "Ada", resume_key: "rk" },
      },
    ]);
  });

  test("a leave sends the participant with its token", async () => {
    const { leaveRoom } = await rooms();
    await leaveRoom("r1", "p1", "jwt");
    expect(received[0]).toMatchObject({ authorization: "Bearer jwt", body: { user_id: "p1" } });
  });

  test("a room that nobody named is made without a name", async () => {
    const { createRoom } = await rooms();
    answer.body = JSON.stringify({ id: "r1", owner_key: "ok_1" });
    expect(await createRoom({ name: "", language: "go" })).toMatchObject({ owner_key: "ok_1" });
    expect(received[0]?.body).toEqual({ name: "", language: "go" });
  });
});

describe("errors", () => {
  async function failure(): Promise<unknown> {
    const { getRoom } = await rooms();
    return getRoom("r1").catch((error: unknown) => error);
  }

  test("problem details become a problem with its code and fields", async () => {
    const detail = "Some fields are not valid.";
    answer = {
      status: 400,
      body: JSON.stringify({ code: "invalid", detail, errors: { username: ["Too long."] } }),
    };
    const error = await failure();
    expect(error).toMatchObject({
      name: "ApiProblem",
      status: 400,
      code: "invalid",
      message: detail,
    });
    expect((error as ApiProblem).firstMessage).toBe("Too long.");
  });

  test.each(["<html>Bad gateway</html>", "", "[]", '{"detail": 7}'])(
    "a bare error still has its status: %j",
    async (body) => {
      answer = { status: 502, body };
      expect(await failure()).toMatchObject({ name: "ApiProblem", status: 502, code: "" });
    },
  );

  test("a page in place of an answer is as good as none", async () => {
    answer = { status: 200, body: "<html>a captive portal</html>" };
    expect(await failure()).toMatchObject({ name: "Unreachable" });
  });

  test("no server is unreachable", async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    expect(await failure()).toMatchObject({ name: "Unreachable" });
  });
});
