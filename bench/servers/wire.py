"""The bytes of the Yjs sync protocol, as far as a load needs them.

Written for itself: a fault in the server's own code must not cancel out in what measures it.
"""

from collections.abc import Iterator
from enum import Enum, auto
from typing import NamedTuple

SYNC, AUTH, ACK = 0, 2, 111
STEP1, STEP2, UPDATE = 0, 1, 2
# A document that holds nothing: no clients, and for an update no deletions either.
EMPTY_STATE = b"\x00"
EMPTY_UPDATE = b"\x00\x00"


class Dialect(Enum):
    """How frames are addressed."""

    PLAIN = auto()
    """y-websocket's: the room stands in the URL."""
    NAMED = auto()
    """Hocuspocus': each frame begins with the room's name, and a token comes first."""

    def prefix(self, room: str) -> bytes:
        """What each frame begins with."""
        return prefixed(room.encode()) if self is Dialect.NAMED else b""

    def greeting(self, room: str) -> list[bytes]:
        """Frames before the first sync message."""
        if self is Dialect.PLAIN:
            return []
        token = varuint(AUTH) + varuint(0) + prefixed(b"token") + prefixed(b"4.0.0")
        return [self.prefix(room) + token]


class Sync(NamedTuple):
    """A sync message: step 1 with a state vector, step 2 or an update."""

    kind: int
    body: bytes


def varuint(number: int) -> bytes:
    encoded = bytearray()
    while number > 0x7F:
        encoded.append(0x80 | (number & 0x7F))
        number >>= 7
    encoded.append(number)
    return bytes(encoded)


def varuint_read(data: bytes, at: int) -> tuple[int, int]:
    """The number at a place, and the place behind it."""
    number = shift = 0
    while True:
        byte = data[at]
        at += 1
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            return number, at
        shift += 7


def prefixed(data: bytes) -> bytes:
    """A byte string: its length, then itself."""
    return varuint(len(data)) + data


def sync_frame(prefix: bytes, kind: int, body: bytes) -> bytes:
    return prefix + varuint(SYNC) + varuint(kind) + prefixed(body)


def syncs_read(frame: bytes, prefix: bytes) -> Iterator[Sync]:
    """The sync messages at the beginning of a frame; some servers pack several into one."""
    at = len(prefix)
    while at < len(frame):
        kind, at = varuint_read(frame, at)
        if kind != SYNC:
            return
        sub, at = varuint_read(frame, at)
        size, at = varuint_read(frame, at)
        yield Sync(sub, frame[at : at + size])
        at += size


def clocks_read(state_vector: bytes) -> dict[int, int]:
    """How much of each Yjs client a document holds."""
    count, at = varuint_read(state_vector, 0)
    clocks = {}
    for _ in range(count):
        client, at = varuint_read(state_vector, at)
        clocks[client], at = varuint_read(state_vector, at)
    return clocks
