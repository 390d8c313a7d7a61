"""Keeps what happened when: by the minute at first, rolled up into hours and days as it ages."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db import transaction

from coterie.analytics.models import ActivityBucket, Span
from coterie.analytics.tally import Tally
from coterie.analytics.time_spans import KEPT, span_start
from coterie.rooms.models import Room

# SQLite bounds the parameters of one statement.
ROWS_PER_STATEMENT = 500
# What one transaction rolls up: others wait for it, on SQLite all who write.
ROWS_PER_ROLL_UP = 1_000

T = TypeVar("T")
COUNTS = ("edits", "peak_users", "person_minutes", "newcomers")
Key = tuple[UUID, datetime]


def activity_add(*, tallies: Mapping[UUID, Tally], now: datetime) -> None:
    """Call it with the rooms locked: nobody else writes their buckets meanwhile."""
    start = span_start(now, Span.MINUTE)
    rows = _rows(Span.MINUTE, ((room, start) for room in tallies))
    changed = []
    for room, tally in tallies.items():
        row = rows[room, start]
        before = _counts(row)
        row.edits += tally.edits
        row.peak_users = max(row.peak_users, tally.present)
        row.person_minutes = row.peak_users
        row.newcomers += tally.newcomers
        if _counts(row) != before:
            changed.append(row)
    _save(changed)


def activity_roll_up(*, now: datetime) -> None:
    """Rolls up what is old enough and deletes what is too old; for any thread, and several."""
    for finer, coarser in ((Span.MINUTE, Span.HOUR), (Span.HOUR, Span.DAY)):
        # Whole ones of the coarser alone: what is shown by the minute has no hole then.
        end = span_start(now - KEPT[finer], coarser)
        while _roll_up_some(finer, coarser, end) == ROWS_PER_ROLL_UP:
            pass
    end = span_start(now - KEPT[Span.DAY], Span.DAY)
    while _delete_some(end) == ROWS_PER_ROLL_UP:
        pass


@transaction.atomic
def _roll_up_some(finer: Span, coarser: Span, end: datetime) -> int:
    old = ActivityBucket.objects.filter(span=finer, start__lt=end).order_by("start", "pk")
    wanted = set(old.values_list("room", flat=True)[:ROWS_PER_ROLL_UP])
    # Two who roll up the same room would count it twice. One that is busy is the next call's.
    free = Room.objects.select_for_update(no_key=True, skip_locked=True).filter(pk__in=wanted)
    locked = list(free.values_list("pk", flat=True))
    rows = list(old.filter(room__in=locked)[:ROWS_PER_ROLL_UP])
    sums = _rows(coarser, ((row.room_id, span_start(row.start, coarser)) for row in rows))
    for row in rows:
        bucket_add(sums[row.room_id, span_start(row.start, coarser)], row)
    _save(sums.values())
    for part in _parts([row.pk for row in rows]):
        ActivityBucket.objects.filter(pk__in=part).delete()
    return len(rows)


def bucket_add(whole: ActivityBucket, part: ActivityBucket) -> None:
    whole.edits += part.edits
    whole.peak_users = max(whole.peak_users, part.peak_users)
    whole.person_minutes += part.person_minutes
    whole.newcomers += part.newcomers


@transaction.atomic
def _delete_some(end: datetime) -> int:
    old = ActivityBucket.objects.filter(span=Span.DAY, start__lt=end)
    found = list(old.values_list("pk", flat=True)[:ROWS_PER_ROLL_UP])
    for part in _parts(found):
        ActivityBucket.objects.filter(pk__in=part).delete()
    return len(found)


def _rows(span: Span, keys: Iterable[Key]) -> dict[Key, ActivityBucket]:
    """The buckets of these rooms and times; new ones, not yet stored, where there is none."""
    wanted = set(keys)
    starts = {start for _, start in wanted}
    rows = {key: ActivityBucket(room_id=key[0], span=span, start=key[1]) for key in wanted}
    for part in _parts({room for room, _ in wanted}):
        for row in ActivityBucket.objects.filter(room__in=part, span=span, start__in=starts):
            if (row.room_id, row.start) in wanted:
                rows[row.room_id, row.start] = row
    return rows


def _save(rows: Iterable[ActivityBucket]) -> None:
    changed = list(rows)
    for row in changed:
        # By room and time: a stored row is replaced where it is.
        row.pk = None
    ActivityBucket.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["room", "span", "start"],
        update_fields=COUNTS,
        batch_size=ROWS_PER_STATEMENT,
    )


def _counts(row: ActivityBucket) -> tuple[int, ...]:
    return tuple(getattr(row, name) for name in COUNTS)


def _parts(items: Iterable[T]) -> list[list[T]]:
    rows = list(items)
    return [rows[at : at + ROWS_PER_STATEMENT] for at in range(0, len(rows), ROWS_PER_STATEMENT)]
