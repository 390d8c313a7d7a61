"""Whether a room's link lets newcomers in, and the key that it takes once it is closed."""

from coterie.presence.errors import LinkClosed
from coterie.rooms.capabilities import (
    LINK_KEY_BYTES,
    LINK_KEY_PREFIX,
    capability_hash,
    capability_make,
    capability_matches,
)
from coterie.rooms.models import Room


def link_rotate(*, room: Room) -> str:
    """Closes every link there was; the caller has locked the room."""
    key = capability_make(LINK_KEY_PREFIX, size=LINK_KEY_BYTES)
    room.link_key_hash = capability_hash(key)
    room.save(update_fields=["link_key_hash"])
    return key


def link_require(*, room: Room, key: str | None) -> None:
    if room.link_closed and not (key and capability_matches(key, room.link_key_hash)):
        raise LinkClosed
