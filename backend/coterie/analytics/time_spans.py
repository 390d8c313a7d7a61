"""How time is divided for activity, and how long each division is kept."""

from datetime import UTC, datetime, timedelta

from coterie.analytics.models import Span

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

# What a room can have at most: 240 minutes, some 220 hours and 400 days. A coarser one begins
# where a whole one of it is old enough, so the finer ones are kept a little longer than this.
KEPT = {
    Span.MINUTE: timedelta(hours=3),
    Span.HOUR: timedelta(days=8),
    Span.DAY: timedelta(days=400),
}
# How far back a chart of each goes: a little less than is kept.
SHOWN = {
    Span.MINUTE: timedelta(hours=3),
    Span.HOUR: timedelta(days=7),
    Span.DAY: timedelta(days=365),
}


def span_start(time: datetime, span: Span) -> datetime:
    """Of the minute, hour or day (UTC) that a time is in."""
    return time - (time - _EPOCH) % timedelta(seconds=span)


def shown_since(now: datetime, span: Span) -> datetime:
    """The start of the first bucket of a chart."""
    return span_start(now - SHOWN[span], span) + timedelta(seconds=span)
