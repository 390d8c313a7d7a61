"""What the operator does to the people of rooms and the links that let them in."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from coterie.presence.leases import participants_put_out
from coterie.presence.links import link_rotate
from coterie.rooms.changes import rooms_changed
from coterie.rooms.models import Role, Room, RoomUser


@transaction.atomic
def rooms_revoke_links(*, room_ids: Collection[UUID]) -> int:
    """Closes every link of these rooms; says how many were active.

    Nobody learns the new key: the owner makes another link. Who is in stays.
    """
    rooms = _lock(room_ids)
    for room in rooms:
        link_rotate(room=room)
    rooms_changed()
    return len(rooms)


@transaction.atomic
def participants_remove(*, participant_ids: Collection[UUID], now: datetime) -> int:
    """Puts people out of their rooms, present or not; owners stay. Says how many went."""
    guests = RoomUser.objects.filter(pk__in=participant_ids, removed_at=None)
    by_room: defaultdict[UUID, list[UUID]] = defaultdict(list)
    for room_id, participant in guests.exclude(role=Role.OWNER).values_list("room", "pk"):
        by_room[room_id].append(participant)
    removed = 0
    for room in _lock(by_room):
        people = RoomUser.objects.filter(pk__in=by_room[room.pk])
        participants_put_out(people=people, room_id=room.pk, now=now)
        removed += len(by_room[room.pk])
    rooms_changed()
    return removed


def _lock(room_ids: Collection[UUID]) -> list[Room]:
    """In the order in which heartbeats lock them, so that no two can embrace."""
    rooms = Room.objects.select_for_update(no_key=True).filter(pk__in=room_ids, is_active=True)
    return list(rooms.order_by("pk"))
