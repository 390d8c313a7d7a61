/** Suggestions, in the line under the editor: ask for one, and see whose it is before taking it. */

import { Sparkles } from "lucide-react";
import { type ReactNode, useSyncExternalStore } from "react";
import type { SuggestionStatus } from "../../collab/suggestion-source.ts";
import type { GhostText } from "../../editor/ghost-text.ts";
import type { AI } from "../../hooks/use-ai.ts";

interface AISuggestionProps {
  readonly ai: AI;
  readonly ghostText: GhostText;
}

export function AISuggestion({ ai, ghostText }: AISuggestionProps) {
  const status = useSyncExternalStore(ghostText.subscribe, ghostText.getSnapshot);
  return (
    <span className="flex min-w-0 flex-1 items-center gap-2">
      <button
        type="button"
        data-testid="suggest"
        title={`Suggest code at the caret (Alt+\\): ${ai.engine}`}
        // The caret stays where the suggestion shall come.
        onMouseDown={(event) => event.preventDefault()}
        onClick={() => ghostText.suggest()}
        className="flex h-5 shrink-0 items-center gap-1 rounded px-1.5 font-medium text-ink-2 hover:bg-sunken hover:text-ink max-md:h-11"
      >
        <Sparkles size={12} aria-hidden="true" className="text-accent" />
        Suggest
      </button>
      <span
        role="status"
        data-testid="suggestion-status"
        data-phase={status.phase}
        title={status.problem}
        className={`min-w-0 flex-1 truncate ${status.phase === "failed" ? "text-danger" : ""}`}
      >
        {words(status, ai.engine)}
      </span>
      {status.phase === "shown" ? (
        <button
          type="button"
          data-testid="take-suggestion"
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => ghostText.accept()}
          className="h-11 shrink-0 rounded px-2 font-medium text-accent md:hidden"
        >
          Take it
        </button>
      ) : null}
    </span>
  );
}

function words({ phase, problem, engine, redacted }: SuggestionStatus, label: string): ReactNode {
  switch (phase) {
    case "idle":
      return "";
    case "asking":
      return "Thinking …";
    case "empty":
      return "Nothing to suggest here";
    case "failed":
      return problem;
    case "shown": {
      const secrets = redacted > 0 ? `, ${redacted === 1 ? "a secret" : "secrets"} left out` : "";
      return (
        <>
          {engine || label}
          {secrets}
          <span className="max-md:hidden">: Tab takes it, Esc drops it</span>
        </>
      );
    }
  }
}
