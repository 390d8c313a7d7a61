"""What Django knows of the whole service, counted in the database when it is asked."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.db.models import Count, Q, Sum

from coterie.ai.models import AiUsage
from coterie.metrics.exposition import Metric
from coterie.presence.models import Lease
from coterie.rooms.models import Room, RoomUser

# A counter that falls has begun anew, and Prometheus takes it so; these begin with each day in UTC,
# since rows of older days go with their rooms.
TODAY = "today in UTC"

Columns = dict[tuple[tuple[str, str], ...], str]
"""Columns of the table by the labels that their values get."""

AI_CALLS: Columns = {
    (("kind", "suggestion"),): "suggestions",
    (("kind", "summary"),): "summaries",
}
AI_TOKENS: Columns = {
    (("direction", "in"),): "input_tokens",
    (("direction", "out"),): "output_tokens",
}
AI_COUNTS = {
    "cached": "Suggestions that were known already",
    "accepted": "Suggestions that somebody took",
    "failures": "Calls that ended with an error of the engine",
    "cancelled": "Calls whose caller did not wait for the end",
}


def metrics_now(*, now: datetime) -> list[Metric]:
    return [*_rooms(), *_people(now), *_ai(now)]


def _rooms() -> Iterator[Metric]:
    deleted = Q(is_active=False)
    states = Room.objects.aggregate(
        active=Count("pk", filter=Q(is_active=True)),
        deleted=Count("pk", filter=deleted),
        unpurged=Count("pk", filter=deleted & Q(purged_at__isnull=True)),
    )
    yield Metric(
        name="coterie_backend_rooms",
        about="Rooms by state; of the deleted, unpurged ones wait for a node to drop the document.",
        values={(("state", state),): count for state, count in states.items()},
    )


def _people(now: datetime) -> Iterator[Metric]:
    live = Lease.objects.filter(expires_at__gt=now)
    present = live.aggregate(
        people=Count("participant", distinct=True), rooms=Count("room", distinct=True)
    )
    yield Metric(
        name="coterie_backend_participants",
        about="People who are in a room.",
        values={(): present["people"]},
    )
    yield Metric(
        name="coterie_backend_rooms_in_use",
        about="Rooms that somebody is in.",
        values={(): present["rooms"]},
    )
    joins = RoomUser.objects.filter(joined_at__gte=_midnight(now)).count()
    yield Metric(
        name="coterie_backend_joins_total",
        about=f"People who joined a room for the first time, {TODAY}.",
        kind="counter",
        values={(): joins},
    )


def _ai(now: datetime) -> Iterator[Metric]:
    columns = [*AI_CALLS.values(), *AI_COUNTS, *AI_TOKENS.values(), "milliseconds"]
    today = AiUsage.objects.filter(day=now.astimezone(UTC).date())
    engines = today.values("engine").annotate(**{f"all_{name}": Sum(name) for name in columns})
    rows: dict[str, dict[str, Any]] = {
        row["engine"]: dict(row) for row in engines.order_by("engine")
    }

    def counted(name: str, about: str, columns: Columns) -> Metric:
        values = {
            (("engine", engine), *labels): row[f"all_{column}"]
            for engine, row in rows.items()
            for labels, column in columns.items()
        }
        return Metric(
            name=f"coterie_ai_{name}_total",
            about=f"{about}, {TODAY}.",
            kind="counter",
            values=values,
        )

    yield counted("calls", "Calls of AI", AI_CALLS)
    yield counted("tokens", "Tokens that engines read and wrote", AI_TOKENS)
    for name, about in AI_COUNTS.items():
        yield counted(name, about, {(): name})
    yield Metric(
        name="coterie_ai_seconds_total",
        about=f"Time that calls of AI took, from question to end, {TODAY}.",
        kind="counter",
        values={
            (("engine", engine),): row["all_milliseconds"] / 1_000 for engine, row in rows.items()
        },
    )


def _midnight(now: datetime) -> datetime:
    return now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
