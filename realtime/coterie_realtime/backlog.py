"""What members that read too slowly have missed: kept once for all of them, and bounded.

While a member is behind, nothing of the document is queued for it; its place is remembered, and
once it has read what it had, it gets one merged update of all that it missed.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from .awareness import Entry
from .limits import ENTRY_BYTES, MAX_BACKLOG_BYTES


class Missed(NamedTuple):
    """What a member has to be told to be as far as the others."""

    updates: list[bytes]
    states: list[Entry]


@dataclass(slots=True)
class _Place:
    position: int
    """Number of the first update that the member has not got."""
    states: dict[int, Entry] = field(default_factory=dict)
    """The newest awareness state of each client whose news it has not got."""


class Backlog:
    """Updates by number, from the first that anybody has missed."""

    def __init__(self) -> None:
        self._places: dict[str, _Place] = {}
        """Connections that are behind."""
        self._updates: deque[bytes] = deque()
        self._first = 0
        """Number of the first of `_updates`."""
        self._bytes = 0

    def __contains__(self, connection: str) -> bool:
        return connection in self._places

    def __len__(self) -> int:
        """How many are behind."""
        return len(self._places)

    def enter(self, connection: str) -> None:
        """A connection gets no more from here on."""
        self._places.setdefault(connection, _Place(self._first + len(self._updates)))

    def leave(self, connection: str) -> Missed | None:
        """A connection is no longer behind: what it missed, or None if it was not behind."""
        place = self._places.pop(connection, None)
        if place is None:
            return None
        updates = list(self._updates)[place.position - self._first :]
        self._trim()
        return Missed(updates, list(place.states.values()))

    def add(self, update: bytes) -> list[str]:
        """An update went out to the others; names connections that are now too far behind."""
        if not self._places:
            return []
        self._updates.append(update)
        self._bytes += len(update) + ENTRY_BYTES
        while self._bytes > MAX_BACKLOG_BYTES:
            self._drop_first()
        lost = [name for name, place in self._places.items() if place.position < self._first]
        for connection in lost:
            del self._places[connection]
        return lost

    def add_states(self, entries: Iterable[Entry]) -> None:
        """Awareness went out to the others."""
        for place in self._places.values():
            place.states.update((entry.client, entry) for entry in entries)

    def _trim(self) -> None:
        needed = min((place.position for place in self._places.values()), default=None)
        while self._updates and (needed is None or self._first < needed):
            self._drop_first()

    def _drop_first(self) -> None:
        self._bytes -= len(self._updates.popleft()) + ENTRY_BYTES
        self._first += 1
