"""What goes on: totals of now, trends of the last days, and what an operator should look at."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import CharField, Count, Max, Min, Sum
from django.db.models.functions import Cast, Left

from coterie.ai.models import AiUsage
from coterie.analytics.models import ActivityBucket, Span
from coterie.analytics.selectors import all_activity
from coterie.analytics.time_spans import span_start
from coterie.console.charts import Chart, Point, activity_points
from coterie.console.words import DAY, ago_words, count_words, of_words, time_words
from coterie.files.models import RoomSnapshot
from coterie.presence.leases import LEASE_TIME
from coterie.presence.models import Lease, RealtimeNode
from coterie.rooms.models import Room

HOURS_SHOWN = 7 * 24
DAYS_SHOWN = 30
BUSIEST = 8
MAX_NODES = 20
# A deleted room's document is purged by the next heartbeat or two.
PURGE_IS_LATE = timedelta(minutes=5)
# Of failures to read one document; before that it may just have been busy.
UNREADABLE_FROM = 3
MINUTES_PER_HOUR = 60
# Of `2030-01-31 12:00:00`.
DAY_CHARACTERS = 10


class Figure(NamedTuple):
    label: str
    value: str
    # What stands below it.
    note: str = ""


def dashboard_context(*, now: datetime) -> dict[str, Any]:
    hours_since = span_start(now - timedelta(hours=HOURS_SHOWN - 1), Span.HOUR)
    days_since = span_start(now - timedelta(days=DAYS_SHOWN - 1), Span.DAY)
    hours = all_activity(span=Span.HOUR, since=hours_since)
    days = all_activity(span=Span.DAY, since=days_since)
    return {
        "figures": list(_figures(hours, now)),
        "warnings": list(_warnings(now)),
        "charts": [
            *_hourly(hours, hours_since, now),
            *_daily(days, days_since, now),
            _ai_chart(days_since, now),
        ],
        "busiest": _busiest(now),
        "nodes": _nodes(now),
    }


def _figures(hours: list[ActivityBucket], now: datetime) -> Iterator[Figure]:
    here = Lease.objects.filter(expires_at__gt=now).aggregate(
        rooms=Count("room", distinct=True),
        people=Count("participant", distinct=True),
        connections=Count("pk"),
    )
    lately = [bucket for bucket in hours if bucket.start > now - DAY]
    opened = Room.objects.filter(created_at__gt=now - DAY).count()
    yield Figure("People now", count_words(here["people"]), _connections(here["connections"]))
    yield Figure(
        "Rooms open",
        count_words(Room.objects.filter(is_active=True).count()),
        f"{here['rooms']:,} with people",
    )
    yield Figure("New rooms", count_words(opened), "in 24 hours")
    newcomers = sum(bucket.newcomers for bucket in lately)
    yield Figure("New people", count_words(newcomers), "in 24 hours")
    yield Figure("Edits", count_words(sum(bucket.edits for bucket in lately)), "in 24 hours")
    minutes = sum(bucket.person_minutes for bucket in lately)
    hours_together = f"{count_words(minutes / MINUTES_PER_HOUR)} h"
    together = hours_together if minutes >= MINUTES_PER_HOUR else f"{minutes} min"
    yield Figure("Time together", together, "in 24 hours")
    ai = AiUsage.objects.filter(day=now.date()).aggregate(
        suggestions=Sum("suggestions", default=0),
        summaries=Sum("summaries", default=0),
        failures=Sum("failures", default=0),
    )
    calls = ai["suggestions"] + ai["summaries"]
    yield Figure("AI calls", count_words(calls), f"today, {count_words(ai['failures'])} failed")


def _connections(count: int) -> str:
    return of_words(count, "connection", "connections")


def _warnings(now: datetime) -> Iterator[str]:
    if not RealtimeNode.objects.filter(last_seen_at__gt=now - LEASE_TIME).exists():
        yield "No realtime node has been heard of lately: nobody can edit."
    late = Room.objects.filter(is_active=False, purged_at=None, deleted_at__lt=now - PURGE_IS_LATE)
    purging = late.aggregate(count=Count("pk"), oldest=Min("deleted_at"))
    if purging["count"]:
        yield (
            f"{of_words(purging['count'], 'deleted room', 'deleted rooms')} may still have a "
            f"document in a node's store, for {time_words(now - purging['oldest'])} at most."
        )
    unreadable = RoomSnapshot.objects.filter(failures__gte=UNREADABLE_FROM, room__is_active=True)
    if count := unreadable.count():
        yield f"{of_words(count, 'document', 'documents')} could not be read for a snapshot."
    if settings.DEBUG:
        yield "DEBUG is on: errors show settings and code to whoever meets one."


def _hourly(hours: list[ActivityBucket], since: datetime, now: datetime) -> Iterator[Chart]:
    def points(value: Any) -> list[Point]:  # noqa: ANN401
        return activity_points(hours, span=Span.HOUR, since=since, now=now, value=value)

    time = timedelta(minutes=sum(bucket.person_minutes for bucket in hours))
    yield Chart(
        "People at once, on average, by the hour",
        "People",
        f"{time_words(time)} of people's time in 7 days",
        points(lambda bucket: bucket.person_minutes / MINUTES_PER_HOUR),
        tone="people",
    )
    edits = sum(bucket.edits for bucket in hours)
    yield Chart(
        "Edits by the hour",
        "Edits",
        f"{of_words(edits, 'edit', 'edits')} in 7 days",
        points(lambda bucket: bucket.edits),
    )


def _daily(days: list[ActivityBucket], since: datetime, now: datetime) -> Iterator[Chart]:
    for one, many, tone, buckets in (
        ("room", "rooms", "rooms", _new_rooms(since)),
        ("person", "people", "people", days),
    ):
        total = sum(bucket.newcomers for bucket in buckets)
        yield Chart(
            f"New {many} by the day",
            many.capitalize(),
            f"{of_words(total, one, many)} in {DAYS_SHOWN} days",
            activity_points(
                buckets, span=Span.DAY, since=since, now=now, value=lambda day: day.newcomers
            ),
            tone=tone,
        )


def _new_rooms(since: datetime) -> list[ActivityBucket]:
    """Rooms as newcomers of their day."""
    # Cut from the time's text: on SQLite a function of dates would be Python's, for each room.
    made = Room.objects.filter(created_at__gte=since).order_by()
    by_day = made.annotate(day=Left(Cast("created_at", CharField()), DAY_CHARACTERS)).values("day")
    return [
        ActivityBucket(start=datetime.fromisoformat(day).replace(tzinfo=UTC), newcomers=count)
        for day, count in by_day.annotate(count=Count("pk")).values_list("day", "count")
    ]


def _ai_chart(since: datetime, now: datetime) -> Chart:
    used = AiUsage.objects.filter(day__gte=since.date()).order_by().values("day")
    sums = used.annotate(
        calls=Sum("suggestions") + Sum("summaries"), taken=Sum("accepted"), given=Sum("suggestions")
    )
    by_day = {row["day"]: row for row in sums}
    calls = sum(row["calls"] for row in sums)
    given = sum(row["given"] for row in sums)
    taken = sum(row["taken"] for row in sums)
    share = f", {taken / given:.0%} of suggestions taken" if given else ""
    dates = [(since + timedelta(days=n)).date() for n in range((now - since).days + 1)]
    points = [
        Point(f"{date:%a %d %b %Y}", by_day[date]["calls"] if date in by_day else 0)
        for date in dates
    ]
    total = f"{of_words(calls, 'call', 'calls')} in {DAYS_SHOWN} days{share}"
    return Chart("AI calls by the day", "Calls", total, points, tone="ai")


def _busiest(now: datetime) -> list[dict[str, Any]]:
    live = Lease.objects.filter(expires_at__gt=now, room__is_active=True)
    rooms = live.values("room_id", "room__name", "room__language", "room__created_at")
    counted = rooms.annotate(people=Count("participant", distinct=True))
    return [
        {**row, "age": time_words(now - row["room__created_at"])}
        for row in counted.order_by("-people", "room_id")[:BUSIEST]
    ]


def _nodes(now: datetime) -> list[dict[str, Any]]:
    """The lives that count; one that is silent for a lease's time serves nobody."""
    newest = (
        RealtimeNode.objects.order_by().values("node").annotate(newest=Max("pk")).values("newest")
    )
    nodes = RealtimeNode.objects.filter(pk__in=newest, last_seen_at__gt=now - DAY)
    counted = nodes.annotate(
        people=Count("lease__participant", distinct=True), rooms=Count("lease__room", distinct=True)
    )
    return [
        {
            "name": node.node,
            "seen": ago_words(node.last_seen_at, now),
            "is_heard": node.last_seen_at > now - LEASE_TIME,
            "up": time_words(node.last_seen_at - node.started_at),
            "people": node.people,
            "rooms": node.rooms,
        }
        for node in counted.order_by("-last_seen_at")[:MAX_NODES]
    ]
