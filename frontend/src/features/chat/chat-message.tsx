/** What one person said in a row, under their name; and what of ours is not said yet. */

import { RotateCcw, Trash2 } from "lucide-react";
import type { UnsentMessage } from "../../collab/chat-log.ts";
import { paletteIndex } from "../../collab/palette.ts";
import type { Person } from "../../collab/people.ts";
import { Avatar } from "../../components/ui/avatar.tsx";
import { IconButton } from "../../components/ui/icon-button.tsx";
import { type ChatGroup, dayOf, timeOf } from "./chat-groups.ts";
import { MessageText } from "./message-text.tsx";

interface GroupViewProps {
  readonly group: ChatGroup;
  /** Who said it, if they are here. */
  readonly person: Person | undefined;
  readonly isYou: boolean;
  /** The first message that was not read when the chat was opened. */
  readonly firstNew: number | null;
}

export function GroupView({ group, person, isYou, firstNew }: GroupViewProps) {
  const { userId, name, at, isNewDay, messages } = group;
  const isNewHere = messages[0]?.id === firstNew;
  return (
    <>
      {isNewDay ? <Divider>{dayOf(at)}</Divider> : null}
      {isNewHere ? <NewDivider /> : null}
      <article data-testid="chat-group" data-you={isYou} className="chat-group">
        <Avatar
          name={name}
          color={person?.color ?? paletteIndex(userId)}
          className="size-7 text-xs"
        />
        <div className="min-w-0">
          <p className="flex items-baseline gap-2 leading-5">
            <bdi className="min-w-0 truncate font-semibold text-sm" title={name}>
              {name}
            </bdi>
            {isYou ? <span className="shrink-0 text-ink-3 text-xs">you</span> : null}
            <time dateTime={new Date(at).toISOString()} className="shrink-0 text-ink-3 text-xs">
              {timeOf(at)}
            </time>
          </p>
          {messages.map(({ id, at: said, text }, index) => (
            <div key={id} data-testid="chat-message" title={timeOf(said)}>
              {index > 0 && id === firstNew ? <NewDivider /> : null}
              <MessageText text={text} />
            </div>
          ))}
        </div>
      </article>
    </>
  );
}

function NewDivider() {
  return (
    <p data-testid="chat-new" className="chat-divider chat-divider-new">
      New
    </p>
  );
}

function Divider({ children }: { readonly children: string }) {
  return <p className="chat-divider">{children}</p>;
}

interface UnsentViewProps {
  readonly message: UnsentMessage;
  readonly online: boolean;
  readonly onRetry: () => void;
  readonly onDiscard: () => void;
}

const FAILURES: Readonly<Record<NonNullable<UnsentMessage["failure"]>, string>> = {
  "too-long": "Not sent: it is too long.",
  empty: "Not sent: there is nothing to read in it.",
  "viewers-may-not": "Not sent: viewers may not write here.",
  unknown: "Not sent: the server refused it.",
};

export function UnsentView({ message, online, onRetry, onDiscard }: UnsentViewProps) {
  const { text, failure } = message;
  const state = failure ? "failed" : online ? "sending" : "waiting";
  return (
    <div data-testid="chat-unsent" data-state={state} className="chat-unsent">
      <MessageText text={text} />
      <div className="flex items-center gap-1">
        <p className={`min-w-0 flex-1 text-xs ${failure ? "text-danger" : "text-ink-3"}`}>
          {failure
            ? FAILURES[failure]
            : online
              ? "Sending…"
              : "You are offline: it is sent when you are back."}
        </p>
        {failure ? <IconButton icon={RotateCcw} label="Send again" onClick={onRetry} /> : null}
        {state === "sending" ? null : (
          <IconButton icon={Trash2} label="Do not send" onClick={onDiscard} />
        )}
      </div>
    </div>
  );
}
