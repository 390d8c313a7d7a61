"""A store that forgets with the process: for tests, demos and rooms that nobody wants to keep."""

from collections.abc import Sequence
from threading import Lock

from .base import Append, Stored


class MemoryStore:
    """Documents in a dict."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._snapshots: dict[tuple[str, str], bytes] = {}
        self._tails: dict[tuple[str, str], list[tuple[int, bytes]]] = {}
        self._last = 0

    def append(self, updates: Sequence[Append]) -> None:
        with self._lock:
            for room, epoch, update in updates:
                self._last += 1
                self._tails.setdefault((room, epoch), []).append((self._last, update))

    def load(self, room: str, epoch: str) -> Stored:
        with self._lock:
            tail = self._tails.get((room, epoch), [])
            return Stored(
                self._snapshots.get((room, epoch)),
                [update for _, update in tail],
                tail[-1][0] if tail else 0,
            )

    def snapshot(self, room: str, epoch: str, merged: bytes, through: int) -> None:
        with self._lock:
            key = (room, epoch)
            self._snapshots[key] = merged
            self._tails[key] = [item for item in self._tails.get(key, []) if item[0] > through]

    def delete(self, room: str) -> None:
        with self._lock:
            for table in (self._snapshots, self._tails):
                for key in [key for key in table if key[0] == room]:
                    del table[key]

    def close(self) -> None:
        pass
