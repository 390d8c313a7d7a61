"""Reads rooms by the id that stands in their link."""

import uuid

from coterie.rooms.errors import RoomDeleted, RoomNotFound
from coterie.rooms.models import Room


def room_get(*, room_id: str) -> Room:
    return _found(Room.objects.filter(pk=_canonical(room_id)).first())


def room_lock(*, room_id: str) -> Room:
    """The room, and everybody else who wants to lock it waits until the transaction ends.

    "No key" lets rows that point to the room be written meanwhile. SQLite needs no row lock:
    its transactions are immediate.
    """
    rooms = Room.objects.select_for_update(no_key=True)
    return _found(rooms.filter(pk=_canonical(room_id)).first())


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


def _found(room: Room | None) -> Room:
    if room is None:
        raise RoomNotFound
    if not room.is_active:
        raise RoomDeleted
    return room
