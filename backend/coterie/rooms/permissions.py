"""Who may do what in a room."""

from coterie.rooms.capabilities import capability_matches
from coterie.rooms.errors import OwnerKeyInvalid
from coterie.rooms.models import Room


def is_owner(*, room: Room, owner_key: str | None) -> bool:
    """A key that opens nothing is refused: its holder would not notice being a guest."""
    if owner_key is None:
        return False
    if not capability_matches(owner_key, room.owner_key_hash):
        raise OwnerKeyInvalid
    return True
