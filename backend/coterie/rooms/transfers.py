"""Moves ownership to another browser: the owner makes a code, the other browser redeems it."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction

from coterie.rooms.callers import ability_require
from coterie.rooms.capabilities import (
    OWNER_KEY_PREFIX,
    TRANSFER_CODE_PREFIX,
    capability_hash,
    capability_make,
    capability_matches,
)
from coterie.rooms.changes import rooms_changed
from coterie.rooms.errors import TransferInvalid
from coterie.rooms.models import Role, Room, RoomUser
from coterie.rooms.selectors import room_lock

# Long enough to carry a link over to a phone.
TRANSFER_TIME = timedelta(minutes=10)


class TransferOffered(NamedTuple):
    # Shown once.
    code: str
    expires_at: datetime


@transaction.atomic
def transfer_offer(*, room_id: str, bearer: str | None, now: datetime) -> TransferOffered:
    """A former code is void. Nothing else changes until somebody redeems the new one."""
    room = room_lock(room_id=room_id, now=now)
    ability_require(ability="transfer", room=room, bearer=bearer, now=now)
    code = capability_make(TRANSFER_CODE_PREFIX)
    room.transfer_hash = capability_hash(code)
    room.transfer_expires_at = now + TRANSFER_TIME
    room.save(update_fields=["transfer_hash", "transfer_expires_at"])
    return TransferOffered(code, room.transfer_expires_at)


@transaction.atomic
def transfer_redeem(*, room_id: str, code: str, now: datetime) -> str:
    """A new owner key. The old one opens nothing any more; who was in by it is an editor now."""
    room = room_lock(room_id=room_id, now=now)
    if not _is_offered(room, code, now):
        raise TransferInvalid
    owner_key = capability_make(OWNER_KEY_PREFIX)
    room.owner_key_hash = capability_hash(owner_key)
    room.transfer_hash = ""
    room.transfer_expires_at = None
    room.save(update_fields=["owner_key_hash", "transfer_hash", "transfer_expires_at"])
    RoomUser.objects.filter(room=room, role=Role.OWNER).update(role=Role.EDITOR)
    rooms_changed()
    return owner_key


def _is_offered(room: Room, code: str, now: datetime) -> bool:
    expires_at = room.transfer_expires_at
    return (
        expires_at is not None and now < expires_at and capability_matches(code, room.transfer_hash)
    )
