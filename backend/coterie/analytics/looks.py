"""Shows a room's analytics to those who may see them."""

from datetime import datetime
from typing import NamedTuple

from coterie.analytics.models import ActivityBucket, SessionAnalytics, Span
from coterie.analytics.selectors import room_activity
from coterie.analytics.time_spans import shown_since
from coterie.rooms.callers import ability_require
from coterie.rooms.capabilities import RESUME_KEY_PREFIX, capability_hash
from coterie.rooms.errors import RoomTokenInvalid
from coterie.rooms.models import Room, RoomUser
from coterie.rooms.selectors import participant_counts, room_get


class Look(NamedTuple):
    room: Room
    # All zero before anybody came.
    totals: SessionAnalytics
    # Who is there now.
    participant_count: int
    span: Span
    # The start of the first bucket that could be.
    since: datetime
    activity: list[ActivityBucket]
    as_of: datetime


def room_analytics(*, room_id: str, bearer: str | None, span: Span, now: datetime) -> Look:
    room = room_get(room_id=room_id, now=now)
    if bearer is not None and bearer.startswith(RESUME_KEY_PREFIX):
        _resume_key_require(room, bearer)
    else:
        ability_require(ability="see_analytics", room=room, bearer=bearer, now=now)
    totals = SessionAnalytics.objects.filter(room=room).first()
    return Look(
        room=room,
        totals=totals or SessionAnalytics(room=room),
        participant_count=participant_counts(room_ids=[room.pk], now=now).get(room.pk, 0),
        span=span,
        since=shown_since(now, span),
        activity=room_activity(room_id=room.pk, span=span, now=now),
        as_of=now,
    )


def _resume_key_require(room: Room, resume_key: str) -> None:
    """Every role of a participant may look.

    The page of figures stands beside the room's: to get a token it would have to join, and whoever
    only looks would count as present, and keep the room from its end.
    """
    hashed = capability_hash(resume_key)
    if not RoomUser.objects.filter(room=room, resume_key_hash=hashed, removed_at=None).exists():
        raise RoomTokenInvalid("The resume key is not one of this room's.")
