"""What an owner does to the people of a room and to the link that lets them in."""

from datetime import datetime

from django.db import transaction

from coterie.presence.errors import OwnerStays
from coterie.presence.leases import leases_end
from coterie.presence.links import link_rotate
from coterie.presence.services import participant_of
from coterie.rooms.callers import owner_require
from coterie.rooms.changes import rooms_changed
from coterie.rooms.errors import ParticipantNotFound
from coterie.rooms.models import Role, Room, RoomUser
from coterie.rooms.selectors import room_lock


@transaction.atomic
def participant_set_role(
    *, room_id: str, user_id: str, bearer: str | None, role: str, now: datetime
) -> RoomUser:
    """Takes effect on open sockets, and holds when the participant comes back."""
    participant = _guest(_owned(room_id, bearer, now), user_id)
    participant.role = role
    participant.save(update_fields=["role"])
    rooms_changed()
    return participant


@transaction.atomic
def participant_remove(*, room_id: str, user_id: str, bearer: str | None, now: datetime) -> str:
    """Closes the link as well, or the removed would be back as somebody else; its new key."""
    room = _owned(room_id, bearer, now)
    participant = _guest(room, user_id)
    leases_end(participant=participant, now=now, keep_join=False)
    RoomUser.objects.filter(pk=participant.pk).update(removed_at=now, left_at=now)
    rooms_changed()
    return link_rotate(room=room)


@transaction.atomic
def room_link_rotate(*, room_id: str, bearer: str | None, now: datetime) -> str:
    return link_rotate(room=_owned(room_id, bearer, now))


def _owned(room_id: str, bearer: str | None, now: datetime) -> Room:
    room = room_lock(room_id=room_id, now=now)
    owner_require(room=room, bearer=bearer, now=now)
    return room


def _guest(room: Room, user_id: str) -> RoomUser:
    participant = participant_of(room=room, user_id=user_id)
    if participant.removed_at is not None:
        raise ParticipantNotFound
    if participant.role == Role.OWNER:
        raise OwnerStays
    return participant
