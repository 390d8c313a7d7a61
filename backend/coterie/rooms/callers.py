"""Who calls about a room: its owner by key, a participant by room token, or anybody."""

from datetime import datetime
from typing import NamedTuple

from django.conf import settings

from coterie.config.errors import Unauthenticated
from coterie.rooms.abilities import OWNERS_ALONE, abilities_of
from coterie.rooms.capabilities import OWNER_KEY_PREFIX
from coterie.rooms.errors import OwnerOnly, ParticipantRemoved, RoleTooLow, RoomTokenInvalid
from coterie.rooms.models import Role, Room, RoomUser
from coterie.rooms.permissions import is_owner
from coterie.rooms.tokens import room_token_verify


class Caller(NamedTuple):
    role: Role
    # None for the owner's key, which does not say who has it.
    participant: RoomUser | None


def caller_role(*, room: Room, bearer: str | None, now: datetime) -> Role | None:
    """None for a caller without credentials; wrong ones are refused, not overlooked."""
    caller = caller_of(room=room, bearer=bearer, now=now)
    return None if caller is None else caller.role


def caller_of(*, room: Room, bearer: str | None, now: datetime) -> Caller | None:
    """None for a caller without credentials; wrong ones are refused, not overlooked."""
    if bearer is None:
        return None
    if _shows_owner_key(bearer):
        is_owner(room=room, owner_key=bearer)
        return Caller(Role.OWNER, None)
    claims = room_token_verify(
        token=bearer, room_id=str(room.pk), public_keys=settings.ROOM_TOKEN_PUBLIC_KEYS, now=now
    )
    participant = RoomUser.objects.filter(room=room, pk=claims.sub).first()
    if participant is None:
        raise RoomTokenInvalid
    if participant.removed_at is not None:
        # Whoever wished to be forgotten has no name, and was not removed by anybody.
        raise ParticipantRemoved if participant.username else RoomTokenInvalid
    # Not the token's: the owner may have changed it since.
    return Caller(Role(participant.role), participant)


def ability_require(*, ability: str, room: Room, bearer: str | None, now: datetime) -> Role | None:
    """The caller's role; None for one without credentials who may do it all the same.

    What is the owner's alone takes the owner key: a room token is not enough, be it the owner's,
    for it lies with realtime and in addresses.
    """
    role = caller_role(room=room, bearer=bearer, now=now)
    may = abilities_of(role, room)[ability]
    if role is None and not may:
        raise Unauthenticated
    if ability in OWNERS_ALONE and not _shows_owner_key(bearer):
        raise OwnerOnly
    if not may:
        raise RoleTooLow
    return role


def _shows_owner_key(bearer: str | None) -> bool:
    """Not whether it is the right one."""
    return bearer is not None and bearer.startswith(OWNER_KEY_PREFIX)
