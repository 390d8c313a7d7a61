"""Writes of rooms themselves. Who enters and leaves them is `presence`'s."""

from datetime import datetime
from typing import NamedTuple

from coterie.rooms.capabilities import OWNER_KEY_PREFIX, capability_hash, capability_make
from coterie.rooms.models import DEFAULT_MAX_PARTICIPANTS, LinkRole, Room, Visibility


class RoomCreated(NamedTuple):
    room: Room
    # Shown to the creator and never again.
    owner_key: str


def room_create(
    *,
    name: str,
    language: str,
    now: datetime,
    visibility: str = Visibility.UNLISTED,
    link_role: str = LinkRole.EDITOR,
    max_participants: int = DEFAULT_MAX_PARTICIPANTS,
) -> RoomCreated:
    owner_key = capability_make(OWNER_KEY_PREFIX)
    room = Room.objects.create(
        name=name,
        language=language,
        visibility=visibility,
        link_role=link_role,
        max_participants=max_participants,
        owner_key_hash=capability_hash(owner_key),
        created_at=now,
        last_activity_at=now,
    )
    return RoomCreated(room, owner_key)
