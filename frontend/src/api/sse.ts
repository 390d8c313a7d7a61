/** Reads a stream of server-sent events (WHATWG HTML §9.2), within bounds. */

import { Unreachable } from "./problem.ts";

export interface ServerEvent {
  readonly event: string;
  readonly data: string;
}

// A whole summary is a tenth of it: what has not come to an end by then is no event.
const MAX_EVENT_CHARACTERS = 200_000;

export async function* readEvents(response: Response): AsyncGenerator<ServerEvent, void> {
  if (!response.body) return;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      // Of both together: a line's end may itself be cut in two.
      rest = (rest + value).replaceAll("\r\n", "\n");
      if (rest.length > MAX_EVENT_CHARACTERS) throw new Unreachable("an endless event");
      const blocks = rest.split("\n\n");
      rest = blocks.pop() ?? "";
      for (const block of blocks) {
        const event = parseBlock(block);
        if (event) yield event;
      }
    }
  } finally {
    // Whoever stops reading wants the work behind it to stop as well.
    reader.cancel().catch(() => undefined);
  }
}

function parseBlock(block: string): ServerEvent | undefined {
  let event = "message";
  const data: string[] = [];
  for (const line of block.split("\n")) {
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "event") event = value;
    else if (field === "data") data.push(value);
  }
  return data.length > 0 ? { event, data: data.join("\n") } : undefined;
}
