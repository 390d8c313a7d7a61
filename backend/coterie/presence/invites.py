"""An owner's further links: made, listed, and taken back with those who came by them."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Count, Q

from coterie.presence.errors import InviteNotFound, TooManyInvites
from coterie.presence.leases import participants_put_out
from coterie.presence.links import link_key_make
from coterie.rooms.callers import ability_require
from coterie.rooms.capabilities import capability_hash
from coterie.rooms.changes import rooms_changed
from coterie.rooms.models import InviteLink, RoomUser
from coterie.rooms.selectors import room_get, room_lock

# More than one would keep apart in a list.
MAX_INVITES = 20


class InviteCreated(NamedTuple):
    invite: InviteLink
    # Shown once.
    key: str


@transaction.atomic
def invite_create(
    *,
    room_id: str,
    bearer: str | None,
    role: str,
    label: str,
    expires_in: timedelta | None,
    now: datetime,
) -> InviteCreated:
    room = room_lock(room_id=room_id, now=now)
    ability_require(ability="invite", room=room, bearer=bearer, now=now)
    if room.invites.count() >= MAX_INVITES:
        raise TooManyInvites
    key = link_key_make()
    invite = InviteLink.objects.create(
        room=room,
        key_hash=capability_hash(key),
        role=role,
        label=label,
        created_at=now,
        expires_at=None if expires_in is None else now + expires_in,
    )
    return InviteCreated(invite, key)


def invites_of(*, room_id: str, bearer: str | None, now: datetime) -> list[InviteLink]:
    """Newest first, with `people`: how many came by each and were not removed."""
    room = room_get(room_id=room_id, now=now)
    ability_require(ability="invite", room=room, bearer=bearer, now=now)
    came = Count("participants", filter=Q(participants__removed_at=None))
    return list(room.invites.annotate(people=came).order_by("-created_at", "pk"))


@transaction.atomic
def invite_revoke(
    *, room_id: str, invite_id: str, bearer: str | None, remove_people: bool, now: datetime
) -> None:
    """Nobody gets in by it any more; those who did are put out, unless the owner keeps them."""
    room = room_lock(room_id=room_id, now=now)
    ability_require(ability="invite", room=room, bearer=bearer, now=now)
    invite = room.invites.filter(pk=invite_id).first()
    if invite is None:
        raise InviteNotFound
    if remove_people:
        participants_put_out(
            people=RoomUser.objects.filter(room=room, invite=invite), room_id=room.pk, now=now
        )
        rooms_changed()
    invite.delete()
