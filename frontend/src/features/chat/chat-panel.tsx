/** The room's chat. Loaded when it is first shown. */

import { ArrowDown, MessageSquare } from "lucide-react";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useRoom } from "../../hooks/room-context.ts";
import { useChat, useMayChat } from "../../hooks/use-chat.ts";
import { usePeople } from "../../hooks/use-people.ts";
import { useRoomStatus } from "../../hooks/use-yjs.ts";
import { groupMessages } from "./chat-groups.ts";
import { ChatInput } from "./chat-input.tsx";
import { GroupView, UnsentView } from "./chat-message.tsx";

// Whoever is this near the end, in pixels, reads along.
const NEAR_THE_END = 48;

export default function ChatPanel() {
  const { live } = useRoom();
  const { chat } = live;
  const mayChat = useMayChat();
  const { loaded, online, messages, unsent, unread, read } = useChat();
  const you = useRoomStatus(live.connection, ({ participant }) => participant?.id);
  const people = usePeople(live.people);
  const byId = useMemo(() => new Map(people.map((person) => [person.userId, person])), [people]);
  const groups = useMemo(() => groupMessages(messages), [messages]);
  const log = useRef<HTMLDivElement>(null);
  const [atEnd, setAtEnd] = useState(true);
  const firstNew = useFirstNew(loaded, read, you, messages);

  function toEnd(): void {
    setAtEnd(true);
    scrollToEnd(log.current);
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: what is new is followed
  useLayoutEffect(() => {
    if (atEnd) scrollToEnd(log.current);
  }, [messages, unsent]);

  useEffect(() => {
    const element = log.current;
    if (!element || !atEnd) return;
    // What one writes makes it lower, and a sheet shows it only after it was drawn.
    const resizes = new ResizeObserver(() => scrollToEnd(element));
    resizes.observe(element);
    return () => resizes.disconnect();
  }, [atEnd]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: each message is read when it comes
  useEffect(() => {
    const look = (): void => {
      if (atEnd && document.visibilityState === "visible") chat.markRead();
    };
    look();
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, [chat, atEnd, messages]);

  const isEmpty = loaded && messages.length === 0 && unsent.length === 0;
  return (
    <div data-testid="chat" className="chat">
      <div className="relative flex min-h-0 flex-1 flex-col">
        <div
          ref={log}
          role="log"
          aria-label="Messages"
          aria-live="polite"
          aria-relevant="additions"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by the keyboard as well
          tabIndex={0}
          data-testid="chat-log"
          onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) =>
            setAtEnd(scrollHeight - scrollTop - clientHeight < NEAR_THE_END)
          }
          className="chat-log"
        >
          {isEmpty ? <Empty mayChat={mayChat} /> : null}
          {groups.map((group) => (
            <GroupView
              key={group.id}
              group={group}
              person={byId.get(group.userId)}
              isYou={group.userId === you}
              firstNew={firstNew}
            />
          ))}
          {unsent.map((message) => (
            <UnsentView
              key={message.nonce}
              message={message}
              online={online}
              onRetry={() => chat.retry(message.nonce)}
              onDiscard={() => chat.discard(message.nonce)}
            />
          ))}
        </div>
        {atEnd ? null : (
          <button type="button" data-testid="chat-newest" className="chat-newest" onClick={toEnd}>
            <ArrowDown size={14} aria-hidden="true" />
            {unread > 0 ? `${unread} new` : "Newest"}
          </button>
        )}
      </div>
      {mayChat ? (
        <ChatInput onSent={toEnd} />
      ) : (
        <p data-testid="chat-read-only" className="shrink-0 pt-3 text-ink-2 text-sm">
          You are a viewer: the owner lets viewers read here, not write.
        </p>
      )}
    </div>
  );
}

function scrollToEnd(log: HTMLElement | null): void {
  if (log) log.scrollTop = log.scrollHeight;
}

function Empty({ mayChat }: { readonly mayChat: boolean }) {
  return (
    <div className="m-auto grid max-w-60 justify-items-center gap-2 py-6 text-center text-sm">
      <MessageSquare size={22} aria-hidden="true" className="text-ink-3" />
      <p className="font-medium">Nothing has been said yet</p>
      <p className="text-ink-2">
        {mayChat
          ? "Write a question, a link, or a piece of code between ``` lines. Everybody in the room reads it, and it is deleted with the room."
          : "What people write here is shown to everybody in the room."}
      </p>
    </div>
  );
}

/** Where the line goes between what was read and what was not, as it was when the chat was shown. */
function useFirstNew(
  loaded: boolean,
  read: number,
  you: string | undefined,
  messages: readonly { readonly id: number; readonly userId: string }[],
): number | null {
  const first = useRef<number | null | undefined>(undefined);
  if (loaded && first.current === undefined) {
    first.current = messages.find(({ id, userId }) => id > read && userId !== you)?.id ?? null;
  }
  return first.current ?? null;
}
