"""Whether a link lets newcomers in, as what, and the keys of those links that ask for one."""

from datetime import datetime
from typing import NamedTuple

from coterie.presence.errors import LinkClosed
from coterie.rooms.capabilities import (
    LINK_KEY_BYTES,
    LINK_KEY_PREFIX,
    capability_hash,
    capability_make,
    capability_matches,
)
from coterie.rooms.models import InviteLink, Room


class Entry(NamedTuple):
    """What a link makes of a newcomer."""

    role: str
    # None for the room's own link.
    invite: InviteLink | None


def link_key_make() -> str:
    return capability_make(LINK_KEY_PREFIX, size=LINK_KEY_BYTES)


def link_rotate(*, room: Room) -> str:
    """Closes every link there was, invites as well; the caller has locked the room."""
    key = link_key_make()
    room.link_key_hash = capability_hash(key)
    room.save(update_fields=["link_key_hash"])
    room.invites.all().delete()
    return key


def link_enter(*, room: Room, key: str | None, now: datetime) -> Entry:
    """The entry that a link with this key, or the bare one, gives.

    Raises:
        LinkClosed: none does.
    """
    own = key is not None and room.link_closed and capability_matches(key, room.link_key_hash)
    invite = None if key is None or own else _invite(room, key, now)
    if invite is not None:
        return Entry(invite.role, invite)
    if room.link_closed and not own:
        raise LinkClosed
    return Entry(room.link_role, None)


def _invite(room: Room, key: str, now: datetime) -> InviteLink | None:
    invite = InviteLink.objects.filter(room=room, key_hash=capability_hash(key)).first()
    if invite is None or (invite.expires_at is not None and invite.expires_at <= now):
        return None
    return invite
