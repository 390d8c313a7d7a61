"""A store that forgets with the process: for tests, demos and rooms that nobody wants to keep."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Lock

from .base import SNAPSHOT, Append, ChatLine, Kept, Stored, StoredVersion


@dataclass(slots=True)
class _Document:
    snapshot: bytes | None = None
    through: int = 0
    tail: list[Kept] = field(default_factory=list)
    quarantine: list[bytes] = field(default_factory=list)
    versions: dict[int, tuple[float, bytes]] = field(default_factory=dict)
    """When each was made, and its data."""
    chat: dict[int, bytes] = field(default_factory=dict)


class MemoryStore:
    """Documents in a dict."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._documents: dict[tuple[str, str], _Document] = {}
        self._last = 0
        """Number of the newest update or version of all."""

    def append(self, updates: Sequence[Append | ChatLine]) -> None:
        with self._lock:
            for item in updates:
                document = self._documents.setdefault((item.room, item.epoch), _Document())
                if isinstance(item, ChatLine):
                    kept = document.chat.items()
                    lines = {number: data for number, data in kept if number >= item.oldest}
                    document.chat = {**lines, item.number: item.data}
                else:
                    self._last += 1
                    document.tail.append(Kept(self._last, item.update))

    def load(self, room: str, epoch: str) -> Stored:
        with self._lock:
            found = self._documents.get((room, epoch), _Document())
            quarantine = tuple(found.quarantine)
            return Stored(found.snapshot, list(found.tail), quarantine, found.through)

    def chat(self, room: str, epoch: str) -> list[tuple[int, bytes]]:
        with self._lock:
            return sorted(self._documents.get((room, epoch), _Document()).chat.items())

    def replace(
        self, room: str, epoch: str, read: Stored, snapshot: bytes, quarantined: Sequence[int] = ()
    ) -> bool:
        with self._lock:
            document = self._documents.get((room, epoch))
            if document is None or document.through != read.through:
                return False
            if SNAPSHOT in quarantined and document.snapshot:
                document.quarantine.append(document.snapshot)
            document.quarantine += [
                update for number, update in document.tail if number in quarantined
            ]
            document.tail = [kept for kept in document.tail if kept.number > read.last]
            document.snapshot, document.through = snapshot, read.last
            return True

    def version_add(
        self, room: str, epoch: str, at: float, data: bytes, forget: Sequence[int]
    ) -> bool:
        with self._lock:
            document = self._documents.get((room, epoch))
            if document is None:
                return False
            self._last += 1
            document.versions[self._last] = (at, data)
            for version in forget:
                document.versions.pop(version, None)
            return True

    def version_list(self, room: str, epoch: str) -> list[StoredVersion]:
        with self._lock:
            kept = self._documents.get((room, epoch), _Document()).versions
            versions = [StoredVersion(id_, at, len(data)) for id_, (at, data) in kept.items()]
        return sorted(versions, key=lambda version: (version.at, version.id))

    def version_read(self, room: str, epoch: str, version: int) -> bytes | None:
        with self._lock:
            found = self._documents.get((room, epoch), _Document()).versions.get(version)
        return found[1] if found else None

    def delete(self, room: str) -> None:
        with self._lock:
            for key in [key for key in self._documents if key[0] == room]:
                del self._documents[key]

    def close(self) -> None:
        pass
