/** One summary of the room: asked for, growing, done, or why there is none. */

import { useCallback, useEffect, useRef, useState } from "react";
import type { AiEnd } from "../../api/ai.ts";
import { type AI, describeAiError } from "../../hooks/use-ai.ts";

export interface Summary {
  readonly phase: "none" | "growing" | "done" | "failed";
  readonly text: string;
  readonly problem: string;
  readonly end: AiEnd | null;
}

const NONE: Summary = { phase: "none", text: "", problem: "", end: null };

export function useSummary(ai: AI, code: () => string): [Summary, () => void, () => void] {
  const [summary, setSummary] = useState(NONE);
  const abort = useRef<AbortController | null>(null);
  const { summarize } = ai;
  // Whoever closes the panel has stopped waiting.
  useEffect(() => () => abort.current?.abort(), []);

  const start = useCallback(async () => {
    abort.current?.abort();
    const own = new AbortController();
    abort.current = own;
    const say = (next: Summary) => {
      if (!own.signal.aborted) setSummary(next);
    };
    let text = "";
    say({ ...NONE, phase: "growing" });
    try {
      for await (const event of summarize(code(), own.signal)) {
        if (event.type === "end") {
          say({ phase: "done", text: event.end.text, problem: "", end: event.end });
          return;
        }
        text += event.text;
        say({ ...NONE, phase: "growing", text });
      }
      say({ ...NONE, phase: "failed", text, problem: "The answer was cut short." });
    } catch (error) {
      say({ ...NONE, phase: "failed", text, problem: describeAiError(error) });
    }
  }, [summarize, code]);

  const stop = useCallback(() => {
    abort.current?.abort();
    setSummary(({ text }) => (text === "" ? NONE : { ...NONE, phase: "done", text }));
  }, []);
  return [summary, () => void start(), stop];
}
