/** One HTTP call to Django: JSON in, JSON or an error of problem.ts out. */

import { ApiProblem, Unreachable } from "./problem.ts";

// Empty: the page's own origin.
const BASE_URL = (import.meta.env.VITE_DJANGO_URL ?? "").replace(/\/$/, "");

// A server that has not answered by then is as good as away.
const TIMEOUT_MS = 15_000;

export interface CallOptions {
  readonly body?: unknown;
  /** An owner key or a room token. */
  readonly bearer?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export async function call<Answer>(
  method: "GET" | "POST",
  path: string,
  { body, bearer, signal }: CallOptions = {},
): Promise<Answer> {
  const headers = new Headers({ Accept: "application/json" });
  if (body !== undefined) headers.set("Content-Type", "application/json");
  if (bearer !== undefined) headers.set("Authorization", `Bearer ${bearer}`);
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  const response = await send(`${BASE_URL}${path}`, {
    method,
    headers,
    body: body === undefined ? null : JSON.stringify(body),
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
  });
  const answer = await readJson(response);
  if (!response.ok) throw new ApiProblem(response.status, answer);
  return answer as Answer;
}

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    throw new Unreachable(error);
  }
}

async function readJson(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return text === "" ? null : JSON.parse(text);
  } catch (error) {
    // A proxy's error page; its status still says enough. A page in place of an answer does not.
    if (!response.ok) return null;
    throw new Unreachable(error);
  }
}
