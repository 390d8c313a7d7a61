/** Why there is nothing to see of a room, and the way on. */

import { Link } from "react-router";
import { Notice } from "../../components/ui/notice.tsx";
import type { Refusal } from "./use-room-analytics.ts";

const WORDS: Readonly<Record<Refusal, readonly [string, string]>> = {
  stranger: [
    "Only people of the room see this",
    "This browser was not in the room, or no longer is. Open the room first, then come back.",
  ],
  "not-found": [
    "This room was not found",
    "The link may be cut short or mistyped. Ask whoever sent it for a new one.",
  ],
  deleted: [
    "This room was deleted",
    "Rooms go when their owner deletes them, or after nobody was in them for a while.",
  ],
};

interface NoAnalyticsProps {
  readonly roomId: string;
  readonly refusal: Refusal;
}

export function NoAnalytics({ roomId, refusal }: NoAnalyticsProps) {
  const [title, text] = WORDS[refusal];
  return (
    <div data-testid="no-analytics" data-refusal={refusal}>
      <title>{`${title} · Coterie`}</title>
      <Notice
        title={title}
        actions={
          refusal === "stranger" ? (
            <Link
              to={`/room/${encodeURIComponent(roomId)}`}
              className="inline-flex h-11 items-center rounded-xl bg-accent px-5 font-medium text-on-accent hover:bg-accent-strong"
            >
              Open the room
            </Link>
          ) : null
        }
      >
        {text}
      </Notice>
    </div>
  );
}
