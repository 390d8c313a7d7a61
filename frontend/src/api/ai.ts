/** Asks for suggestions and summaries, as streams. */

import * as z from "zod/mini";
import { api, BASE_URL, bearerOf } from "./client.ts";
import { ApiProblem, Unreachable } from "./problem.ts";
import { readEvents } from "./sse.ts";

/** What a stream says at its end. */
export interface AiEnd {
  /** The whole, as it should be taken: pieces are cut to fit only here. */
  readonly text: string;
  readonly engine: string;
  /** It was made elsewhere: text of the room left the server. */
  readonly isRemote: boolean;
  /** Secrets that were taken out before. */
  readonly redacted: number;
}

export type AiEvent =
  | { readonly type: "piece"; readonly text: string }
  | { readonly type: "end"; readonly end: AiEnd };

export interface SuggestInput {
  readonly code: string;
  /** UTF-16 code units into `code`. */
  readonly cursor: number;
  readonly language: string;
  readonly path: string;
  readonly roomId: string;
}

export interface SummarizeInput {
  readonly roomId: string;
  readonly code: string;
}

const piece = z.object({ text: z.string() });
const end = z.object({
  suggestion: z.optional(z.string()),
  summary: z.optional(z.string()),
  engine: z.catch(z.string(), ""),
  is_remote: z.catch(z.boolean(), false),
  redacted: z.catch(z.int(), 0),
});

export function suggest(
  input: SuggestInput,
  token: string,
  signal: AbortSignal,
): AsyncGenerator<AiEvent, void> {
  const { code, cursor, language, path, roomId } = input;
  const body = { code, cursor_position: cursor, language, path, room_id: roomId };
  return ask("/api/ai/suggest/", body, token, signal);
}

export function summarize(
  { roomId, code }: SummarizeInput,
  token: string,
  signal: AbortSignal,
): AsyncGenerator<AiEvent, void> {
  return ask("/api/ai/summarize/", { room_id: roomId, code }, token, signal);
}

/** Counts a suggestion that was taken. */
export async function reportAccepted(roomId: string, token: string): Promise<void> {
  const body = { room_id: roomId };
  await api.POST("/api/ai/accepted/", { ...bearerOf(token), body });
}

async function* ask(
  path: string,
  body: object,
  token: string,
  signal: AbortSignal,
): AsyncGenerator<AiEvent, void> {
  const response = await post(path, body, token, signal);
  for await (const { event, data } of readEvents(response)) {
    const value: unknown = JSON.parse(data);
    if (event === "error") {
      const status = (value as { status?: unknown }).status;
      throw new ApiProblem(typeof status === "number" ? status : 502, value);
    }
    if (event === "piece") yield { type: "piece", text: z.parse(piece, value).text };
    if (event === "done") yield { type: "end", end: readEnd(z.parse(end, value)) };
  }
}

async function post(
  path: string,
  body: object,
  token: string,
  signal: AbortSignal,
): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(new URL(path, BASE_URL), {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        Accept: "text/event-stream",
        Authorization: `Bearer ${token}`,
      },
      body: JSON.stringify(body),
      signal,
    });
  } catch (error) {
    throw signal.aborted ? error : new Unreachable(error);
  }
  if (response.ok) return response;
  throw new ApiProblem(response.status, await response.json().catch(() => null));
}

function readEnd({ suggestion, summary, engine, is_remote, redacted }: z.infer<typeof end>): AiEnd {
  return { text: suggestion ?? summary ?? "", engine, isRemote: is_remote, redacted };
}
