"""What a store of documents must do. Calls block: the journal and the registry run them in threads.

A document is one life (epoch) of a room. Its log is a snapshot and the tail of updates behind it;
any order of tail updates, and any of them twice, merges to the same document.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple, Protocol


class Durability(StrEnum):
    """What an acknowledged update survives."""

    PROCESS = "process"
    """A kill of the process."""
    POWER = "power"
    """Power loss as well: each group of updates is synced to the disk."""


class Append(NamedTuple):
    """An update to be kept."""

    room: str
    epoch: str
    update: bytes


class ChatLine(NamedTuple):
    """A message of a room's chat, to be kept."""

    room: str
    epoch: str
    number: int
    data: bytes
    oldest: int
    """Number of the first line that is still wanted: those before it may go."""


SNAPSHOT = 0
"""Stands among numbers of updates for the snapshot."""


class Kept(NamedTuple):
    """An update of a tail; later ones have larger numbers, from 1 on."""

    number: int
    update: bytes


class Stored(NamedTuple):
    """What is kept of a document at one moment."""

    snapshot: bytes | None
    tail: list[Kept]
    """Oldest first."""
    quarantine: tuple[bytes, ...] = ()
    """Updates that cannot be compacted, and are kept as they came."""
    through: int = 0
    """Number of the newest update that the snapshot holds."""

    @property
    def updates(self) -> list[bytes]:
        """All that there is: merged, it is the document."""
        snapshot = [self.snapshot] if self.snapshot else []
        return [*snapshot, *self.quarantine, *(kept.update for kept in self.tail)]

    @property
    def compactable(self) -> list[bytes]:
        """The snapshot, if there is one, and the tail."""
        snapshot = [self.snapshot] if self.snapshot else []
        return [*snapshot, *(kept.update for kept in self.tail)]

    def number(self, at: int) -> int:
        """The number of what is at a place in `compactable`."""
        if self.snapshot:
            at -= 1
        return self.tail[at].number if at >= 0 else SNAPSHOT

    @property
    def last(self) -> int:
        """Number of the newest update."""
        return self.tail[-1].number if self.tail else self.through


class StoredVersion(NamedTuple):
    """A version of a document that is kept."""

    id: int
    at: float
    """Seconds since 1970."""
    bytes: int


class Store(Protocol):
    """Every method raises StoreError when it fails, and then has changed nothing."""

    def append(self, updates: Sequence[Append | ChatLine]) -> None:
        """Keeps all of it in one transaction; it survives a kill once it returns [DU1] [CH2]."""

    def load(self, room: str, epoch: str) -> Stored:
        """What is kept of a document; nothing is an empty tail."""

    def chat(self, room: str, epoch: str) -> list[tuple[int, bytes]]:
        """What is kept of a document's chat: numbers and lines, oldest first [CH2]."""

    def replace(
        self, room: str, epoch: str, read: Stored, snapshot: bytes, quarantined: Sequence[int] = ()
    ) -> bool:
        """Puts `snapshot` in the place of the snapshot and the tail that were read.

        Updates numbered in `quarantined` stay as they are, and are quarantined from now on.
        False, and nothing changed, if the document is gone or was replaced since it was read.
        """

    def version_add(
        self, room: str, epoch: str, at: float, data: bytes, forget: Sequence[int]
    ) -> bool:
        """Keeps a version of a document, and forgets others; False if there is no document."""

    def version_list(self, room: str, epoch: str) -> list[StoredVersion]:
        """The versions of a document, oldest first."""

    def version_read(self, room: str, epoch: str, version: int) -> bytes | None:
        """The data of a version; None if there is none."""

    def delete(self, room: str) -> None:
        """Forgets every life of a room and its versions; one that is not there is fine."""

    def close(self) -> None:
        """Ends the store; no other call is under way."""
