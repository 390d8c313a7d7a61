"""Reads rooms by the id that stands in their link, and how many people are in them.

`leases` is `presence`'s table, reached by the name that it gives to its relation.
"""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from coterie.config.retention import Retention
from coterie.rooms.errors import RoomDeleted, RoomNotFound
from coterie.rooms.models import Room, Visibility

# How long a deleted room is told apart from one that never was.
TOMBSTONE_TIME = timedelta(days=30)


def room_get(*, room_id: str, now: datetime) -> Room:
    return _found(Room.objects.filter(pk=_canonical(room_id)).first(), now)


def room_lock(*, room_id: str, now: datetime) -> Room:
    """The room, and everybody else who wants to lock it waits until the transaction ends.

    "No key" lets rows that point to the room be written meanwhile. SQLite needs no row lock:
    its transactions are immediate.
    """
    rooms = Room.objects.select_for_update(no_key=True)
    return _found(rooms.filter(pk=_canonical(room_id)).first(), now)


def rooms_public(*, language: str | None = None) -> QuerySet[Room]:
    """Newest activity first; those of one language, if one is given."""
    listed = Room.objects.filter(is_active=True, visibility=Visibility.PUBLIC)
    if language is not None:
        listed = listed.filter(language=language)
    return listed.order_by("-last_activity_at", "pk")


def rooms_expired(*, now: datetime) -> QuerySet[Room]:
    """Active rooms that had neither participant nor edit for their retention time."""
    over = Q()
    for choice in Retention:
        time = retention_time(choice)
        if time is not None:
            over |= Q(retention=choice.value, last_activity_at__lte=now - time)
    idle = Room.objects.filter(over, is_active=True)
    # Becomes NOT EXISTS.
    return idle.exclude(leases__expires_at__gt=now)


def participant_counts(*, room_ids: Iterable[uuid.UUID], now: datetime) -> dict[uuid.UUID, int]:
    """People, not connections: two tabs of one participant are one. Empty rooms are left out."""
    live = Room.objects.filter(pk__in=room_ids, leases__expires_at__gt=now)
    counts = live.values_list("pk").annotate(people=Count("leases__participant", distinct=True))
    return dict(counts.order_by())


def room_closing_at(*, room: Room, participant_count: int) -> datetime | None:
    """When it will be deleted if nobody comes; None while somebody is there, and if it is kept."""
    time = retention_time(room.retention)
    if participant_count or not room.is_active or time is None:
        return None
    return room.last_activity_at + time


def retention_choices() -> list[Retention]:
    """What owners may choose; the operator's own time is always one of it."""
    return [choice for choice in Retention if choice.is_within(settings.MAX_RETENTION)]


def retention_held(chosen: str) -> Retention:
    """What a room gets: one that chose before the operator's cap came down gets the cap."""
    choice, cap = Retention(chosen), Retention(settings.MAX_RETENTION)
    return choice if choice.is_within(cap) else cap


def retention_time(chosen: str) -> timedelta | None:
    """How long a room of this choice lives without participant and edit; None for ever."""
    default = timedelta(seconds=settings.RETENTION_SECONDS)
    return retention_held(chosen).time(default=default)


def room_id_parse(room_id: str) -> uuid.UUID | None:
    """None unless canonical: two spellings of one room would be two documents to realtime."""
    try:
        parsed = uuid.UUID(room_id)
    except ValueError:
        return None
    return parsed if str(parsed) == room_id else None


def _canonical(room_id: str) -> uuid.UUID:
    parsed = room_id_parse(room_id)
    if parsed is None:
        raise RoomNotFound
    return parsed


def _found(room: Room | None, now: datetime) -> Room:
    if room is None:
        raise RoomNotFound
    if room.deleted_at is not None:
        raise RoomDeleted if now < room.deleted_at + TOMBSTONE_TIME else RoomNotFound
    return room
