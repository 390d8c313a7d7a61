"""Reads rooms by the id that stands in their link, and how many people are in them.

`leases` is `presence`'s table, reached by the name that it gives to its relation.
"""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, QuerySet

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


def rooms_public() -> QuerySet[Room]:
    listed = Room.objects.filter(is_active=True, visibility=Visibility.PUBLIC)
    return listed.order_by("-last_activity_at", "pk")


def rooms_expired(*, now: datetime) -> QuerySet[Room]:
    """Active rooms that had neither participant nor edit for the retention time."""
    idle = Room.objects.filter(is_active=True, last_activity_at__lte=now - retention())
    # Becomes NOT EXISTS.
    return idle.exclude(leases__expires_at__gt=now)


def participant_counts(*, room_ids: Iterable[uuid.UUID], now: datetime) -> dict[uuid.UUID, int]:
    """People, not connections: two tabs of one participant are one. Empty rooms are left out."""
    live = Room.objects.filter(pk__in=room_ids, leases__expires_at__gt=now)
    counts = live.values_list("pk").annotate(people=Count("leases__participant", distinct=True))
    return dict(counts.order_by())


def room_closing_at(*, room: Room, participant_count: int) -> datetime | None:
    """When it will be deleted if nobody comes; None while somebody is there."""
    if participant_count or not room.is_active:
        return None
    return room.last_activity_at + retention()


def retention() -> timedelta:
    return timedelta(seconds=settings.RETENTION_SECONDS)


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
