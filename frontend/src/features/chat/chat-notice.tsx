/** Reads new messages out while the chat is not shown, and brings it up with Alt+M. */

import { useEffect, useRef, useState } from "react";
import { inertText } from "../../collab/inert-text.ts";
import { useRoom } from "../../hooks/room-context.ts";
import { useChat } from "../../hooks/use-chat.ts";
import { askForFocus } from "./chat-focus.ts";

const MAX_SPOKEN_CHARACTERS = 120;

interface ChatNoticeProps {
  readonly isShown: boolean;
  readonly onShow: () => void;
}

export function ChatNotice({ isShown, onShow }: ChatNoticeProps) {
  const spoken = useNews(isShown);
  const show = useRef(onShow);
  show.current = onShow;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      // By its place: with Alt some layouts make another letter of it.
      if (event.code !== "KeyM" || !event.altKey) return;
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      event.stopPropagation();
      show.current();
      askForFocus();
    };
    // Before the editor, which would take it for text.
    addEventListener("keydown", onKey, true);
    return () => removeEventListener("keydown", onKey, true);
  }, []);
  return (
    <p role="status" data-testid="chat-notice" className="sr-only">
      {spoken}
    </p>
  );
}

/** What came since the page was opened, in one line; what was there before is not news. */
function useNews(isShown: boolean): string {
  const { loaded, messages } = useChat();
  const { connection } = useRoom().live;
  const heard = useRef<number | null>(null);
  const [spoken, setSpoken] = useState("");
  useEffect(() => {
    if (!loaded) return;
    const newest = messages.at(-1);
    const before = heard.current;
    heard.current = newest?.id ?? 0;
    if (before === null || !newest || newest.id <= before) return;
    const isOwn = newest.userId === connection.getSnapshot().participant?.id;
    // The chat itself is read out while it is shown.
    if (isShown || isOwn) return;
    setSpoken(`${newest.name} writes: ${inertText(newest.text, MAX_SPOKEN_CHARACTERS)}`);
  }, [loaded, messages, connection, isShown]);
  return spoken;
}
