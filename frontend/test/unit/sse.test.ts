/** Server-sent events, however the network cuts them. */

import { expect, test } from "vitest";
import { readEvents } from "../../src/api/sse.ts";

function answer(...chunks: (string | Uint8Array)[]): Response {
  const encoder = new TextEncoder();
  return new Response(
    new ReadableStream({
      start(controller) {
        for (const chunk of chunks) {
          controller.enqueue(typeof chunk === "string" ? encoder.encode(chunk) : chunk);
        }
        controller.close();
      },
    }),
  );
}

async function all(response: Response): Promise<[string, string][]> {
  const events: [string, string][] = [];
  for await (const { event, data } of readEvents(response)) events.push([event, data]);
  return events;
}

test("events, comments and lines of several", async () => {
  const text = ': hello\n\nevent: piece\ndata: {"text":"a"}\n\ndata: one\ndata: two\n\n';
  expect(await all(answer(text))).toEqual([
    ["piece", '{"text":"a"}'],
    ["message", "one\ntwo"],
  ]);
});

test("cut anywhere, inside a letter too", async () => {
  const bytes = new TextEncoder().encode("event: piece\r\ndata: 😀\r\n\r\n");
  for (let at = 1; at < bytes.length; at += 1) {
    const events = await all(answer(bytes.slice(0, at), bytes.slice(at)));
    expect(events).toEqual([["piece", "😀"]]);
  }
});

test("what was cut off at the end is no event", async () => {
  expect(await all(answer("data: whole\n\ndata: ha"))).toEqual([["message", "whole"]]);
});

test("an endless event is given up on", async () => {
  await expect(all(answer(`data: ${"x".repeat(200_001)}`))).rejects.toThrow("cannot be reached");
});
