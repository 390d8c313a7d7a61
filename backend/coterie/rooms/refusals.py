"""What calls about rooms are refused with, as their descriptions list it."""

from coterie.config.errors import CoterieError, Unauthenticated
from coterie.rooms.errors import (
    OwnerKeyInvalid,
    OwnerKeyTries,
    OwnerOnly,
    ParticipantRemoved,
    RoleTooLow,
    RoomDeleted,
    RoomNotFound,
    RoomTokenInvalid,
)

Problems = tuple[type[CoterieError], ...]

# Every call that names a room.
ROOM_PROBLEMS: Problems = (RoomNotFound, RoomDeleted)
# Those that judge a bearer, where none is fine too.
BEARER_PROBLEMS: Problems = (
    *ROOM_PROBLEMS,
    OwnerKeyInvalid,
    OwnerKeyTries,
    RoomTokenInvalid,
    ParticipantRemoved,
)
# Those for people with a role, and for the owner alone.
MEMBER_PROBLEMS: Problems = (*BEARER_PROBLEMS, Unauthenticated, RoleTooLow)
OWNER_PROBLEMS: Problems = (*BEARER_PROBLEMS, Unauthenticated, OwnerOnly)
