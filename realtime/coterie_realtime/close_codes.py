"""Why a socket was closed: the one list that server, client and docs share."""

from enum import IntEnum


class CloseCode(IntEnum):
    """WebSocket close codes; 4400-4499 are final, a client retries after the others."""

    TOO_BIG = 1009
    MALFORMED = 4400
    TOKEN = 4401
    FORBIDDEN = 4403
    NO_ROOM = 4404
    EPOCH = 4409
    DELETED = 4410
    DOCUMENT_FULL = 4413
    ROOM_FULL = 4429
    UNAVAILABLE = 4503
    TOO_SLOW = 4508
