/** Why there is no room here (any more), each in words of its own. */

import type { FileCopy } from "../../collab/file-copy.ts";
import type { EndReason, RoomEnd } from "../../collab/room-status.ts";
import { Button } from "../../components/ui/button.tsx";
import { Notice } from "../../components/ui/notice.tsx";
import { SavedCopy, useFileCopy } from "./saved-copy.tsx";

interface Words {
  readonly title: string;
  readonly text: string;
  readonly canRetry?: boolean;
}

// Asked for by a card of its own; this is for where that cannot be loaded.
const PASSWORD: Words = {
  title: "The room has a password",
  text: "Ask whoever sent you the link for it.",
  canRetry: true,
};

const WORDS: Readonly<Record<EndReason | "forgotten", Words>> = {
  "not-found": {
    title: "This room was not found",
    text: "The link may be cut short or mistyped. Ask whoever sent it for a new one.",
  },
  deleted: {
    title: "This room was deleted",
    text: "Rooms go when their owner deletes them, or after nobody was in them for a while.",
  },
  full: {
    title: "The room is full",
    text: "As many people as it admits are in it. When somebody leaves, there is a place again.",
    canRetry: true,
  },
  forbidden: {
    title: "You cannot enter this room",
    text: "Its owner may have changed who can come in. Ask for an invitation.",
  },
  removed: {
    title: "You were removed from this room",
    text: "Its owner sent you out, or closed the link that you came by. This browser keeps nothing of the room any more.",
  },
  forgotten: {
    title: "You left this room",
    text: "You had it forget you in another tab. This browser keeps nothing of the room any more.",
  },
  "link-closed": {
    title: "This link no longer opens the room",
    text: "The owner replaced or revoked it, or its time is over. Ask whoever sent it to you for a new one.",
  },
  locked: {
    title: "The room is locked",
    text: "Its owner lets nobody new in just now. Whoever was in it before may come back.",
    canRetry: true,
  },
  password: PASSWORD,
  "password-wrong": PASSWORD,
  "password-tries": PASSWORD,
  token: {
    title: "The room would not take your pass",
    text: "The server refused a new one several times. Its clock or keys may be wrong.",
    canRetry: true,
  },
  epoch: {
    title: "The room was started anew",
    text: "Its document was reset while you were away. What is on this page belongs to the old one and was not mixed in.",
    canRetry: true,
  },
  "document-full": {
    title: "The document is full",
    text: "Your last edit would have taken it over 16 MB, so it was refused. Load the page again and remove something first.",
    canRetry: true,
  },
  malformed: {
    title: "The server did not understand this page",
    text: "It may have been updated. Loading the page again should help.",
    canRetry: true,
  },
  refused: {
    title: "The room refused you",
    text: "",
    canRetry: true,
  },
};

// Where the room itself is gone, a copy is all there is of it.
const GONE: readonly EndReason[] = ["deleted", "not-found"];
// Where the room stands, but our copy cannot go into it.
const APART: readonly EndReason[] = ["epoch", "document-full"];

interface RoomEndedProps {
  readonly end: RoomEnd;
  /** They had the room forget them, so nobody sent them out. */
  readonly wasForgotten?: boolean;
  readonly onRename?: () => void;
  /** Reads what this browser holds of the room. */
  readonly readCopy?: () => Promise<FileCopy | undefined>;
  /** Puts this browser's copy aside, so that the room can be opened as it is now. */
  readonly onOpenFresh?: () => Promise<void>;
}

export function RoomEnded(props: RoomEndedProps) {
  const { end, wasForgotten = false, onRename, readCopy, onOpenFresh } = props;
  const { reason } = end;
  const shown = reason === "removed" && wasForgotten ? "forgotten" : reason;
  const { title, text, canRetry } = WORDS[shown];
  const isGone = GONE.includes(reason);
  const file = useFileCopy(isGone || APART.includes(reason) ? readCopy : undefined);

  async function retry(): Promise<void> {
    if (reason === "epoch") await onOpenFresh?.();
    location.reload();
  }

  return (
    <div data-testid="room-ended" data-reason={shown}>
      <title>{`${title} · Coterie`}</title>
      <Notice
        title={title}
        actions={
          <>
            {canRetry ? (
              <Button look="primary" size="large" onClick={retry} data-testid="room-retry">
                {reason === "epoch" ? "Open the room as it is now" : "Try again"}
              </Button>
            ) : null}
            {file ? <SavedCopy file={file} canStartRoom={isGone} /> : null}
            {reason === "refused" && onRename ? (
              <Button size="large" onClick={onRename}>
                Choose another name
              </Button>
            ) : null}
          </>
        }
      >
        {text || <bdi>{end.message}</bdi>}
        {file && isGone ? " This browser still has a copy of the code." : ""}
        {file && reason === "epoch" ? " Download it first if you need it." : ""}
      </Notice>
    </div>
  );
}
