"""Counts calls, tokens and time, in a thread of its own: no answer waits for the count."""

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from datetime import date
from uuid import UUID

from django.db import DatabaseError, connection, transaction
from django.db.models import F

from coterie.ai.models import AiUsage

log = logging.getLogger(__name__)

# One: counts are short, and on SQLite only one writes at a time.
_counting = ThreadPoolExecutor(1, "ai-usage")


@dataclass(frozen=True, kw_only=True)
class Count:
    """What is added to a day's row; fields are named as the row's."""

    suggestions: int = 0
    summaries: int = 0
    cached: int = 0
    accepted: int = 0
    failures: int = 0
    cancelled: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    milliseconds: int = 0


def usage_add(*, room_id: UUID, day: date, engine: str, count: Count) -> None:
    """Adds as deltas: of two processes that count at once, neither loses."""
    added = {field.name: getattr(count, field.name) for field in fields(count)}
    with transaction.atomic():
        row, is_new = AiUsage.objects.get_or_create(
            room_id=room_id, day=day, engine=engine, defaults=added
        )
        if not is_new:
            deltas = {name: F(name) + amount for name, amount in added.items() if amount}
            AiUsage.objects.filter(pk=row.pk).update(**deltas)


def usage_add_soon(*, room_id: UUID, day: date, engine: str, count: Count) -> None:
    """Never waits. Whoever calls this is bounded (`limits.MAX_CALLS`), and so is what waits."""
    _counting.submit(_add, room_id, day, engine, count)


def _add(room_id: UUID, day: date, engine: str, count: Count) -> None:
    try:
        usage_add(room_id=room_id, day=day, engine=engine, count=count)
    except DatabaseError:
        # A figure is lost, nobody's work.
        log.exception("a call of AI could not be counted")
    finally:
        connection.close()
