/** Why there is no room here (any more), each in words of its own. */

import type { EndReason, RoomEnd } from "../../collab/room-status.ts";
import { Button } from "../../components/ui/button.tsx";
import { Notice } from "../../components/ui/notice.tsx";

interface Words {
  readonly title: string;
  readonly text: string;
  readonly canRetry?: boolean;
}

const WORDS: Readonly<Record<EndReason, Words>> = {
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
    text: "Its owner may have removed you or changed the link. Ask for an invitation.",
  },
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

interface RoomEndedProps {
  readonly end: RoomEnd;
  readonly onRename?: () => void;
}

export function RoomEnded({ end, onRename }: RoomEndedProps) {
  const { title, text, canRetry } = WORDS[end.reason];
  const retry = canRetry ? (
    <Button look="primary" onClick={() => location.reload()}>
      Try again
    </Button>
  ) : null;
  const rename =
    end.reason === "refused" && onRename ? (
      <Button onClick={onRename}>Choose another name</Button>
    ) : null;
  return (
    <div data-testid="room-ended" data-reason={end.reason}>
      <title>{`${title} · Coterie`}</title>
      <Notice
        title={title}
        actions={
          <>
            {retry}
            {rename}
          </>
        }
      >
        {text || <bdi>{end.message}</bdi>}
      </Notice>
    </div>
  );
}
