/** A room's figures, asked for again and again while somebody looks and wants them live. */

import { useCallback, useEffect, useState } from "react";
import { getRoomAnalytics, type RoomAnalytics, type Span } from "../../api/analytics.ts";
import { ApiProblem } from "../../api/problem.ts";
import { recallOwnerKey, recallResumeKey } from "../../remembered/room-keys.ts";

// As often as the server hears of them itself.
const EVERY_MS = 10_000;

export type Refusal = "stranger" | "not-found" | "deleted";

export interface RoomAnalyticsState {
  /** The newest; null before the first answer. */
  readonly analytics: RoomAnalytics | null;
  /** For good: nothing is asked any more. */
  readonly refusal: Refusal | null;
  /** The last question was not answered. */
  readonly isAway: boolean;
}

const NOTHING: RoomAnalyticsState = { analytics: null, refusal: null, isAway: false };

export function useRoomAnalytics(roomId: string, span: Span, isLive: boolean): RoomAnalyticsState {
  const [state, setState] = useState(NOTHING);
  const isOver = state.refusal !== null;
  const ask = useCallback(
    async (signal: AbortSignal): Promise<void> => {
      const next = await asked(roomId, span, signal);
      if (!signal.aborted) setState((before) => ({ ...before, ...next }));
    },
    [roomId, span],
  );
  useEffect(() => {
    const abort = new AbortController();
    void ask(abort.signal);
    return () => abort.abort();
  }, [ask]);
  useEffect(() => {
    if (isOver || !isLive) return;
    const abort = new AbortController();
    // Nobody looks at a page behind others; it is up to date at once when it comes to the front.
    const askIfSeen = () => void (document.visibilityState === "visible" && ask(abort.signal));
    const timer = setInterval(askIfSeen, EVERY_MS);
    document.addEventListener("visibilitychange", askIfSeen);
    return () => {
      abort.abort();
      clearInterval(timer);
      document.removeEventListener("visibilitychange", askIfSeen);
    };
  }, [ask, isLive, isOver]);
  return state;
}

async function asked(
  roomId: string,
  span: Span,
  signal: AbortSignal,
): Promise<Partial<RoomAnalyticsState>> {
  const keys = [recallOwnerKey(roomId), recallResumeKey(roomId)].filter((key) => key !== undefined);
  let refusal: Refusal = "stranger";
  for (const key of keys) {
    try {
      const analytics = await getRoomAnalytics(roomId, span, key, signal);
      return { analytics, isAway: false };
    } catch (error) {
      const found = refusalOf(error);
      if (found === null) return { isAway: true };
      refusal = found;
      // A key that opens nothing any more: the other one may.
      if (found !== "stranger") break;
    }
  }
  return { refusal, isAway: false };
}

function refusalOf(error: unknown): Refusal | null {
  if (!(error instanceof ApiProblem)) return null;
  if (error.status === 404) return "not-found";
  if (error.status === 410) return "deleted";
  return error.status === 401 || error.status === 403 ? "stranger" : null;
}
