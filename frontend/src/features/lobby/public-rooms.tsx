/** The rooms whose owners list them for everybody; nothing where there are none. */

import { useEffect, useId, useState } from "react";
import { Link } from "react-router";
import { listPublicRooms, type Room } from "../../api/rooms.ts";
import { Button } from "../../components/ui/button.tsx";
import { findLanguage } from "../../editor/languages.ts";

export function PublicRooms() {
  const headingId = useId();
  const [rooms, setRooms] = useState<readonly Room[]>([]);
  const [page, setPage] = useState(1);
  const [hasMore, setHasMore] = useState(false);

  useEffect(() => {
    const abort = new AbortController();
    listPublicRooms(page, abort.signal).then(
      ({ results, next }) => {
        setRooms((before) => (page === 1 ? results : joined(before, results)));
        setHasMore(next !== null);
      },
      // Home works without; whoever creates a room is told what is wrong.
      () => undefined,
    );
    return () => abort.abort();
  }, [page]);

  if (rooms.length === 0) return null;
  return (
    <section aria-labelledby={headingId} data-testid="public-rooms" className="lg:col-span-2">
      <h2 id={headingId} className="mb-3 font-medium text-ink-3 text-sm">
        Open to everybody
      </h2>
      <ul className="grid gap-2 sm:grid-cols-2 lg:grid-cols-3">
        {rooms.map((room) => (
          <li key={room.id} className="min-w-0">
            <PublicRoom room={room} />
          </li>
        ))}
      </ul>
      {hasMore ? (
        <Button className="mt-3" onClick={() => setPage((number) => number + 1)}>
          Show more
        </Button>
      ) : null}
    </section>
  );
}

function PublicRoom({ room }: { readonly room: Room }) {
  const { id, name, language, participant_count: count, link_role: linkRole } = room;
  return (
    <Link
      to={`/room/${encodeURIComponent(id)}`}
      className="flex items-baseline gap-3 rounded-xl border border-line bg-raised px-3.5 py-2.5 max-md:py-3 hover:border-line-strong"
    >
      <bdi className="min-w-0 flex-1 truncate font-medium text-sm" title={name}>
        {name}
      </bdi>
      <span className="shrink-0 text-ink-3 text-xs">
        {findLanguage(language).label}
        {linkRole === "viewer" ? " · look only" : ""} ·{" "}
        {count === 1 ? "1 person" : `${count} people`}
      </span>
    </Link>
  );
}

/** A room that moved to the next page meanwhile is shown once. */
function joined(before: readonly Room[], more: readonly Room[]): readonly Room[] {
  const known = new Set(before.map(({ id }) => id));
  return [...before, ...more.filter(({ id }) => !known.has(id))];
}
