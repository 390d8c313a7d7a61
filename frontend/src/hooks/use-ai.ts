/** What AI, or the offline engine, does for one room: suggestions in its editor, and summaries. */

import { createContext, useContext, useMemo, useState } from "react";
import { type AiEvent, reportAccepted, suggest, summarize } from "../api/ai.ts";
import { ApiProblem } from "../api/problem.ts";
import type { Asker } from "../collab/suggestion-source.ts";
import { recallAsYouType, rememberAsYouType } from "../remembered/ai-preferences.ts";
import { useRoom } from "./room-context.ts";

export interface AI {
  /** Undefined until the room's details are here. */
  readonly mode: AiMode | undefined;
  /** As people read it, such as "Gemini" or "Offline engine". */
  readonly engine: string;
  /** What is asked leaves the server. */
  readonly isRemote: boolean;
  readonly maySuggest: boolean;
  readonly maySummarize: boolean;
  /** This person's own wish; the room's mode bounds it. */
  readonly asYouType: boolean;
  readonly setAsYouType: (asYouType: boolean) => void;
  readonly ask: (language: string, path: string) => Asker;
  readonly accepted: () => void;
  readonly summarize: (code: string, signal: AbortSignal) => AsyncGenerator<AiEvent, void>;
}

export type AiMode = "off" | "on_request" | "as_you_type";

export function useAI(): AI {
  const { roomId, room, freshToken } = useRoom();
  const [asYouType, setAsYouType] = useState(recallAsYouType);
  const mode = room?.ai_mode;
  const calls = useMemo(
    () => ({
      ask: (language: string, path: string): Asker =>
        async function* ({ code, cursor }, signal) {
          const token = await freshToken();
          let text = "";
          const events = suggest({ code, cursor, language, path, roomId }, token, signal);
          for await (const event of events) {
            if (event.type === "piece") {
              text += event.text;
              yield { text, end: null };
            } else {
              const { engine, redacted } = event.end;
              yield { text: event.end.text, end: { engine, redacted } };
            }
          }
        },
      accepted: () => {
        // A figure for the operator: nobody waits for it, nothing is lost without it.
        freshToken()
          .then((token) => reportAccepted(roomId, token))
          .catch(() => undefined);
      },
      summarize: async function* (code: string, signal: AbortSignal) {
        yield* summarize({ roomId, code }, await freshToken(), signal);
      },
    }),
    [roomId, freshToken],
  );
  return {
    mode,
    engine: room?.ai.label ?? "",
    isRemote: room?.ai.is_remote ?? false,
    maySuggest: room?.abilities.suggest ?? false,
    maySummarize: room?.abilities.summarize ?? false,
    asYouType: asYouType && mode === "as_you_type",
    setAsYouType: (wish) => {
      rememberAsYouType(wish);
      setAsYouType(wish);
    },
    ...calls,
  };
}

export const AIContext = createContext<AI | null>(null);

export function useAIContext(): AI {
  const ai = useContext(AIContext);
  if (!ai) throw new Error("useAIContext is only for what is inside a room");
  return ai;
}

/** In words for people. */
export function describeAiError(error: unknown): string {
  if (error instanceof ApiProblem) return error.firstMessage;
  return "The server cannot be reached.";
}
