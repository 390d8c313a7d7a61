"""In what state a room is, as one word and as a condition of the database."""

from datetime import datetime
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q

from coterie.config.retention import Retention
from coterie.presence.heartbeats import CLOSING_WARNING
from coterie.presence.models import Lease
from coterie.rooms.models import Room
from coterie.rooms.selectors import retention_time, room_closing_at


class RoomState(StrEnum):
    LIVE = "live"
    EMPTY = "empty"
    CLOSING = "closing soon"
    CLOSED = "closed"
    # Its document may still be in a node's store.
    PURGING = "purging"

    @property
    def slug(self) -> str:
        return self.name.lower()


def room_state(*, room: Room, people: int, now: datetime) -> RoomState:
    if not room.is_active:
        return RoomState.CLOSED if room.purged_at else RoomState.PURGING
    if people:
        return RoomState.LIVE
    closing_at = room_closing_at(room=room, participant_count=0)
    is_near = closing_at is not None and closing_at <= now + CLOSING_WARNING
    return RoomState.CLOSING if is_near else RoomState.EMPTY


def state_condition(state: RoomState, now: datetime) -> Q:
    is_live = Q(Exists(Lease.objects.filter(room=OuterRef("pk"), expires_at__gt=now)))
    active = Q(is_active=True)
    return {
        RoomState.LIVE: active & is_live,
        RoomState.EMPTY: active & ~is_live & ~_near_end(now),
        RoomState.CLOSING: active & ~is_live & _near_end(now),
        RoomState.CLOSED: Q(is_active=False, purged_at__isnull=False),
        RoomState.PURGING: Q(is_active=False, purged_at__isnull=True),
    }[state]


def _near_end(now: datetime) -> Q:
    near = Q()
    for choice in Retention:
        time = retention_time(choice)
        if time is not None:
            near |= Q(retention=choice.value, last_activity_at__lte=now + CLOSING_WARNING - time)
    return near


def access_words(room: Room) -> list[str]:
    """What is not as a new room has it."""
    words = {
        "public": room.visibility == "public",
        "locked": room.locked,
        "password": room.has_password,
        "link replaced": room.link_closed,
        "viewers only": room.link_role == "viewer",
    }
    return [word for word, holds in words.items() if holds]
