"""What a store of documents must do. Calls block: the journal and the registry run them in threads.

A document is one life (epoch) of a room. Its log is a snapshot and the tail of updates behind it;
any order of tail updates, and any of them twice, merges to the same document.
"""

from collections.abc import Sequence
from typing import NamedTuple, Protocol


class Append(NamedTuple):
    """An update to be kept."""

    room: str
    epoch: str
    update: bytes


class Stored(NamedTuple):
    """What is kept of a document; `last` numbers the newest update of the tail."""

    snapshot: bytes | None
    tail: list[bytes]
    last: int


class Store(Protocol):
    """Every method raises StoreError when it fails, and then has changed nothing."""

    def append(self, updates: Sequence[Append]) -> None:
        """Keeps all updates in one transaction; they survive a kill once it returns [DU1]."""

    def load(self, room: str, epoch: str) -> Stored:
        """What is kept of a document; nothing is an empty tail."""

    def snapshot(self, room: str, epoch: str, merged: bytes, through: int) -> None:
        """Puts `merged` in the place of the snapshot and the tail up to number `through`."""

    def delete(self, room: str) -> None:
        """Forgets every life of a room; a room that is not there is fine."""

    def close(self) -> None:
        """Ends the store; no other call is under way."""
