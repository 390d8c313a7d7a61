/** The rooms that this browser was in lately. */

import { useId, useState } from "react";
import { Link } from "react-router";
import { findLanguage } from "../../editor/languages.ts";
import { type RecentRoom, recallRecentRooms } from "../../remembered/recent-rooms.ts";

const DAY_MS = 86_400_000;

export function RecentRooms() {
  const headingId = useId();
  const [rooms] = useState(recallRecentRooms);
  if (rooms.length === 0) return null;
  return (
    <section aria-labelledby={headingId} className="lg:col-span-2">
      <h2 id={headingId} className="mb-3 font-medium text-ink-3 text-sm">
        Where you were
      </h2>
      <ul className="flex flex-wrap gap-2">
        {rooms.map((room) => (
          <li key={room.id} className="min-w-0">
            <RecentRoomLink room={room} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function RecentRoomLink({ room }: { readonly room: RecentRoom }) {
  return (
    <Link
      to={`/room/${encodeURIComponent(room.id)}`}
      className="flex max-w-72 items-baseline gap-3 max-md:max-w-full max-md:py-3 rounded-xl border border-line bg-raised px-3.5 py-2.5 hover:border-line-strong"
    >
      <bdi className="truncate font-medium text-sm" title={room.name}>
        {room.name}
      </bdi>
      <span className="shrink-0 text-ink-3 text-xs">
        {findLanguage(room.language).label} · {whenOf(room.visitedAt)}
      </span>
    </Link>
  );
}

function whenOf(visitedAt: number): string {
  const days = Math.floor((Date.now() - visitedAt) / DAY_MS);
  const words = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
  return words.format(-Math.max(0, days), "day");
}
