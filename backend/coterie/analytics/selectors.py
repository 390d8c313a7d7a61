"""Reads what happened in a room, or in all rooms, by the minute, the hour or the day."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Sum

from coterie.analytics.activity import bucket_add
from coterie.analytics.models import ActivityBucket, Span
from coterie.analytics.time_spans import shown_since, span_start


def room_activity(*, room_id: UUID, span: Span, now: datetime) -> list[ActivityBucket]:
    """Oldest first; none of a time in which nothing was. Not to be saved."""
    # What is not rolled up yet counts too.
    rows = ActivityBucket.objects.filter(
        room=room_id, span__lte=span, start__gte=shown_since(now, span)
    )
    return _joined(rows, span)


def all_activity(*, span: Span, since: datetime) -> list[ActivityBucket]:
    """Of all rooms together, deleted ones too; `peak_users` stays 0, since peaks do not add up."""
    rows = ActivityBucket.objects.filter(span__lte=span, start__gte=since)
    sums = (
        rows.order_by()
        .values("span", "start")
        .annotate(
            all_edits=Sum("edits"),
            all_person_minutes=Sum("person_minutes"),
            all_newcomers=Sum("newcomers"),
        )
    )
    return _joined(
        (
            ActivityBucket(
                span=row["span"],
                start=row["start"],
                edits=row["all_edits"],
                person_minutes=row["all_person_minutes"],
                newcomers=row["all_newcomers"],
            )
            for row in sums
        ),
        span,
    )


def _joined(rows: Iterable[ActivityBucket], span: Span) -> list[ActivityBucket]:
    whole: dict[datetime, ActivityBucket] = {}
    for row in rows:
        start = span_start(row.start, span)
        if start not in whole:
            whole[start] = ActivityBucket(span=span, start=start)
        bucket_add(whole[start], row)
    return [whole[start] for start in sorted(whole)]
