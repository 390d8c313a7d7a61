/** The assistant: suggestions as one likes them, and a summary for whoever comes late. */

import { Download, Sparkles } from "lucide-react";
import { useCallback } from "react";
import { fileText, MAIN_FILE } from "../../collab/document.ts";
import { Button } from "../../components/ui/button.tsx";
import { CopyButton } from "../../components/ui/copy-button.tsx";
import { IconButton } from "../../components/ui/icon-button.tsx";
import { useRoom } from "../../hooks/room-context.ts";
import { useAIContext } from "../../hooks/use-ai.ts";
import { Markdown } from "./markdown.tsx";
import { PostToChat } from "./post-to-chat.tsx";
import { type Summary, useSummary } from "./use-summary.ts";

export default function AssistantPanel() {
  const { live } = useRoom();
  const ai = useAIContext();
  const code = useCallback(() => fileText(live.connection.doc, MAIN_FILE).toString(), [live]);
  const [summary, start, stop] = useSummary(ai, code);
  if (ai.mode === "off") {
    return <p className="text-ink-2 text-sm">The owner has switched the assistant off here.</p>;
  }
  return (
    <div data-testid="assistant" className="grid gap-4">
      <section className="grid gap-2">
        <h3 className="font-medium text-sm">Suggestions</h3>
        {ai.maySuggest ? (
          <p className="text-ink-2 text-sm">
            <kbd>Alt</kbd>+<kbd>\</kbd> suggests code at the caret. <kbd>Tab</kbd> takes it,{" "}
            <kbd>Ctrl</kbd>+<kbd>→</kbd> a word. Others see it once you have taken it.
          </p>
        ) : (
          <p className="text-ink-2 text-sm">Who may only look gets no suggestions.</p>
        )}
        {ai.maySuggest && ai.mode === "as_you_type" ? (
          <label className="flex items-center gap-2 text-sm max-md:min-h-11">
            <input
              type="checkbox"
              data-testid="as-you-type"
              checked={ai.asYouType}
              onChange={(event) => ai.setAsYouType(event.target.checked)}
              className="size-4 accent-accent"
            />
            Suggest while I type
          </label>
        ) : null}
      </section>
      {ai.maySummarize ? (
        <section className="grid gap-2">
          <h3 className="font-medium text-sm">Summary</h3>
          <p className="text-ink-2 text-sm">What is here, who was here, and what changed.</p>
          {summary.phase === "growing" ? (
            <Button onClick={stop} data-testid="stop-summary">
              Stop
            </Button>
          ) : (
            <Button onClick={start} data-testid="summarize">
              <Sparkles size={14} aria-hidden="true" />
              {summary.phase === "none" ? "Summarise the room" : "Summarise again"}
            </Button>
          )}
          <SummaryView summary={summary} label={ai.engine} />
        </section>
      ) : null}
      <p className="text-ink-3 text-xs">
        {ai.isRemote
          ? `${ai.engine} answers: parts of the room's text are sent to it, without the secrets that were recognised. `
          : `The ${ai.engine.toLowerCase()} answers: nothing leaves this server. `}
        Read what it says before you rely on it.
      </p>
    </div>
  );
}

function SummaryView({ summary, label }: { readonly summary: Summary; readonly label: string }) {
  const { phase, text, problem, end } = summary;
  if (phase === "none") return null;
  return (
    <div className="grid gap-2">
      <div
        aria-live="polite"
        aria-busy={phase === "growing"}
        data-testid="summary"
        data-phase={phase}
      >
        {text === "" && phase === "growing" ? (
          <p className="text-ink-3 text-sm">Reading the room …</p>
        ) : (
          <Markdown text={text} />
        )}
      </div>
      <p role="alert" className="text-danger text-sm empty:hidden">
        {problem}
      </p>
      {phase === "done" ? (
        <div className="flex items-center gap-1">
          <span className="min-w-0 flex-1 truncate text-ink-3 text-xs">
            {end?.engine || label}
            {end && end.redacted > 0 ? `, ${end.redacted} secrets left out` : ""}
          </span>
          <PostToChat text={text} />
          <CopyButton text={text} label="Copy" testId="copy-summary" />
          <IconButton icon={Download} label="Download as Markdown" onClick={() => save(text)} />
        </div>
      ) : null}
    </div>
  );
}

function save(text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/markdown" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = "summary.md";
  link.click();
  URL.revokeObjectURL(url);
}
