"""Who calls about a room: its owner by key, a participant by room token, or anybody."""

from datetime import datetime
from typing import NamedTuple

from django.conf import settings

from coterie.config.errors import Unauthenticated
from coterie.rooms.abilities import abilities_of
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
    if bearer.startswith(OWNER_KEY_PREFIX):
        is_owner(room=room, owner_key=bearer)
        return Caller(Role.OWNER, None)
    claims = room_token_verify(
        token=bearer, room_id=str(room.pk), public_keys=settings.ROOM_TOKEN_PUBLIC_KEYS, now=now
    )
    participant = RoomUser.objects.filter(room=room, pk=claims.sub).first()
    if participant is None:
        raise RoomTokenInvalid
    if participant.removed_at is not None:
        raise ParticipantRemoved
    # Not the token's: the owner may have changed it since.
    return Caller(Role(participant.role), participant)


def owner_require(*, room: Room, bearer: str | None, now: datetime) -> None:
    """A room token is not enough, be it the owner's: it lies with realtime and in addresses."""
    if bearer is None:
        raise Unauthenticated
    caller_role(room=room, bearer=bearer, now=now)
    if not bearer.startswith(OWNER_KEY_PREFIX):
        raise OwnerOnly


def editor_require(*, room: Room, bearer: str | None, now: datetime) -> None:
    role = caller_role(room=room, bearer=bearer, now=now)
    if role is None:
        raise Unauthenticated
    if not abilities_of(role, room)["edit"]:
        raise RoleTooLow
