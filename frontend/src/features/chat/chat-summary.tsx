/** The chat at a glance, on the button that shows it: how much of it we have not read. */

import { MessageSquare } from "lucide-react";
import { useChat } from "../../hooks/use-chat.ts";

// More digits would be wider than the icon.
const MOST_SHOWN = 99;

export function ChatSummary() {
  const { unread } = useChat();
  return (
    <span className="chat-summary" data-testid="chat-unread" data-unread={unread}>
      <MessageSquare size={17} aria-hidden="true" />
      {unread > 0 ? (
        <>
          <span aria-hidden="true" className="chat-count">
            {unread > MOST_SHOWN ? `${MOST_SHOWN}+` : unread}
          </span>
          <span className="sr-only">, {unread} unread</span>
        </>
      ) : null}
    </span>
  );
}
