"""Adds to the counters of many rooms at once, always as deltas."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F
from django.db.models.functions import Greatest

from coterie.analytics.models import SessionAnalytics

# Each row costs a bulk update two parameters a column and SQLite counts them.
ROWS_PER_UPDATE = 100


@dataclass(frozen=True, kw_only=True)
class Tally:
    """What one room had since it was last asked."""

    edits: int = 0
    present: int = 0


def analytics_add(*, tallies: Mapping[UUID, Tally], now: datetime) -> None:
    """Call it in the transaction that decided on the tallies, with the rooms locked."""
    rows = SessionAnalytics.objects.in_bulk(tallies)
    new = [SessionAnalytics(room_id=room, started_at=now) for room in tallies if room not in rows]
    SessionAnalytics.objects.bulk_create(new)
    rows |= {row.room_id: row for row in new}
    for room, row in rows.items():
        tally = tallies[room]
        row.total_edits = F("total_edits") + tally.edits
        row.peak_users = Greatest(F("peak_users"), tally.present)
        if tally.present:
            seconds = int((now - row.started_at).total_seconds())
            row.duration_seconds = max(row.duration_seconds, seconds)
    SessionAnalytics.objects.bulk_update(
        rows.values(), ["total_edits", "peak_users", "duration_seconds"], batch_size=ROWS_PER_UPDATE
    )
