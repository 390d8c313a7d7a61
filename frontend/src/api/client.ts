/**
 * Django's API with the types of contracts/openapi.yaml: JSON in, JSON or an error of problem.ts
 * out.
 */

import createClient from "openapi-fetch";
import { ApiProblem, Unreachable } from "./problem.ts";
import type { paths } from "./schema.gen.ts";

// Empty: the page's own origin.
export const BASE_URL = import.meta.env.VITE_DJANGO_URL || globalThis.location?.origin;

// A server that has not answered by then is as good as away.
const TIMEOUT_MS = 15_000;

export const api = createClient<paths>({ baseUrl: BASE_URL, fetch: fetchOrThrow });

/** What was answered; whatever else can happen was thrown. */
export async function dataOf<Data>(
  answer: Promise<{ data?: Data | undefined }>,
): Promise<Exclude<Data, undefined>> {
  return (await answer).data as Exclude<Data, undefined>;
}

/** Says who asks: an owner key or a room token. */
export function bearerOf(key: string | undefined): { headers?: Record<string, string> } {
  return key === undefined ? {} : { headers: { Authorization: `Bearer ${key}` } };
}

async function fetchOrThrow(request: Request): Promise<Response> {
  const response = await send(request);
  const answer = await readJson(response);
  if (!response.ok) {
    throw new ApiProblem(response.status, answer, response.headers.get("Retry-After"));
  }
  return answer === null ? new Response(null, { status: 204 }) : Response.json(answer);
}

async function send(request: Request): Promise<Response> {
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(TIMEOUT_MS)]);
  try {
    return await fetch(request, { signal });
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
