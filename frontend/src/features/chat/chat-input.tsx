/** Where one writes: grows with what is written, keeps it, and sends it with Enter. */

import { SendHorizontal } from "lucide-react";
import { type KeyboardEvent, useId, useLayoutEffect, useRef, useState } from "react";
import { MAX_CHAT_LENGTH } from "../../collab/chat-messages.ts";
import { IconButton } from "../../components/ui/icon-button.tsx";
import { useRoom } from "../../hooks/room-context.ts";
import { recallDraft, rememberDraft } from "../../remembered/chat.ts";
import { useFocusOnRequest } from "./chat-focus.ts";

// From here on one is told how much is left.
const NEAR_THE_END = 200;

export function ChatInput({ onSent }: { readonly onSent: () => void }) {
  const { roomId, live } = useRoom();
  const [draft, setDraft] = useState(() => recallDraft(roomId));
  const [problem, setProblem] = useState("");
  const field = useRef<HTMLTextAreaElement>(null);
  const hintId = useId();
  useFocusOnRequest(field);

  // biome-ignore lint/correctness/useExhaustiveDependencies: it is as high as the draft makes it
  useLayoutEffect(() => {
    const element = field.current;
    if (!element) return;
    element.style.height = "auto";
    element.style.height = `${element.scrollHeight + element.offsetHeight - element.clientHeight}px`;
  }, [draft]);

  function write(text: string): void {
    setDraft(text);
    setProblem("");
    rememberDraft(roomId, text);
  }

  function send(): void {
    const text = draft.trimEnd();
    if (text.trim() === "") return;
    if (!live.chat.send(text)) {
      setProblem("Too much waits to be sent already.");
      return;
    }
    write("");
    onSent();
  }

  function press(event: KeyboardEvent): void {
    // An input method takes Enter for its own choice.
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  }

  const left = MAX_CHAT_LENGTH - draft.length;
  const isNearTheEnd = left < NEAR_THE_END;
  return (
    <div className="shrink-0 pt-2">
      <div className="chat-input">
        <textarea
          ref={field}
          rows={1}
          data-testid="chat-input"
          aria-label="Message to everybody"
          aria-describedby={hintId}
          aria-keyshortcuts="Alt+M"
          placeholder="Message to everybody"
          enterKeyHint="send"
          maxLength={MAX_CHAT_LENGTH}
          value={draft}
          onChange={(event) => write(event.target.value)}
          onKeyDown={press}
        />
        <IconButton
          icon={SendHorizontal}
          label="Send"
          data-testid="chat-send"
          disabled={draft.trim() === ""}
          onClick={send}
        />
      </div>
      <p
        id={hintId}
        // Phones have no such keys.
        className={`flex gap-2 pt-1 text-ink-3 text-xs ${isNearTheEnd ? "" : "max-md:hidden"}`}
      >
        <span className="min-w-0 flex-1 max-md:invisible">
          <kbd>Shift</kbd>+<kbd>Enter</kbd> new line · ``` code · <kbd>Alt</kbd>+<kbd>M</kbd> here
        </span>
        {isNearTheEnd ? <span className="shrink-0">{left} left</span> : null}
      </p>
      <p role="alert" className="text-danger text-xs empty:hidden">
        {problem}
      </p>
    </div>
  );
}
