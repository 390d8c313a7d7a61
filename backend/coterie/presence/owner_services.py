"""What an owner does to the people of a room and to the link that lets them in."""

from datetime import datetime

from django.db import transaction

from coterie.presence.errors import OwnerStays
from coterie.presence.leases import participants_put_out
from coterie.presence.links import link_rotate
from coterie.presence.services import participant_of
from coterie.rooms.callers import ability_require
from coterie.rooms.changes import rooms_changed
from coterie.rooms.errors import ParticipantNotFound
from coterie.rooms.models import Role, Room, RoomUser
from coterie.rooms.selectors import room_lock


@transaction.atomic
def participant_set_role(
    *, room_id: str, user_id: str, bearer: str | None, role: str, now: datetime
) -> RoomUser:
    """Takes effect on open sockets, and holds when the participant comes back."""
    participant = _guest(_lock(room_id, "change_roles", bearer, now), user_id)
    participant.role = role
    participant.save(update_fields=["role"])
    rooms_changed()
    return participant


@transaction.atomic
def participant_remove(*, room_id: str, user_id: str, bearer: str | None, now: datetime) -> str:
    """Closes all links as well, or the removed would be back as somebody else; the new key."""
    room = _lock(room_id, "remove_participants", bearer, now)
    participant = _guest(room, user_id)
    people = RoomUser.objects.filter(pk=participant.pk)
    participants_put_out(people=people, room_id=room.pk, now=now)
    rooms_changed()
    return link_rotate(room=room)


@transaction.atomic
def room_link_rotate(
    *, room_id: str, bearer: str | None, remove_people: bool, now: datetime
) -> str:
    """The new key. Those who are in stay, unless the owner has all but owners put out."""
    room = _lock(room_id, "invite", bearer, now)
    if remove_people:
        people = RoomUser.objects.filter(room=room)
        participants_put_out(people=people, room_id=room.pk, now=now)
        rooms_changed()
    return link_rotate(room=room)


def _lock(room_id: str, ability: str, bearer: str | None, now: datetime) -> Room:
    room = room_lock(room_id=room_id, now=now)
    ability_require(ability=ability, room=room, bearer=bearer, now=now)
    return room


def _guest(room: Room, user_id: str) -> RoomUser:
    participant = participant_of(room=room, user_id=user_id)
    if participant.removed_at is not None:
        raise ParticipantNotFound
    if participant.role == Role.OWNER:
        raise OwnerStays
    return participant
