"""The bytes of one document: every update ever made, merged lazily, never rebuilt from a Doc.

Merging and diffing are pycrdt's byte-level functions; they see only bytes that passed `scan`.
"""

from collections.abc import Sequence

from pycrdt import get_update, merge_updates

from .clock_ranges import ClockRanges
from .limits import MERGE_FAN_IN
from .update import Scan, scan

EMPTY_UPDATE = b"\x00\x00"


def canonical(update: bytes) -> bytes:
    """The one form in which an update that passed `scan` is stored and forwarded [SY2]."""
    return merge_updates(update)


def merge(updates: Sequence[bytes]) -> bytes:
    """All updates in one, merged as a tree because one wide merge is superlinear."""
    level = list(updates)
    while len(level) > 1:
        level = [
            merge_updates(*level[at : at + MERGE_FAN_IN])
            for at in range(0, len(level), MERGE_FAN_IN)
        ]
    return level[0] if level else EMPTY_UPDATE


class History:
    """All updates of a document, and what they hold."""

    def __init__(self, merged: bytes = EMPTY_UPDATE) -> None:
        self._base = merged
        self._levels: list[list[bytes]] = [[]]
        """Updates since `_base`; a full level becomes one part of the next, so that each
        update is merged a few times only. Older parts stand in higher levels."""
        self.bytes = len(merged)
        """Upper bound of the merged size: parts overlap."""
        self.state: dict[int, int] = {}
        """Clocks known without a gap, by client; set right after a gap by `merged`."""
        self._has_gap = False
        self._deleted = ClockRanges()
        content = scan(merged)
        self._advance(content)
        for deleted in content.deletes:
            self._deleted.add(deleted)

    @property
    def unmerged_bytes(self) -> int:
        """How much of `bytes` came since the last merge."""
        return self.bytes - len(self._base)

    def is_news(self, content: Scan) -> bool:
        """Whether an update with this content holds anything that is not known."""
        return any(end > self.state.get(client, 0) for client, _, end in content.structs) or any(
            deleted not in self._deleted for deleted in content.deletes
        )

    def add(self, update: bytes, content: Scan) -> None:
        """Adds a canonical update whose scan is `content`."""
        self._advance(content)
        for deleted in content.deletes:
            self._deleted.add(deleted)
        self.bytes += len(update)
        self._push(update)

    def has_gap_before(self, content: Scan) -> bool:
        """Whether structs are missing before those of an update [SY4]."""
        return any(start > self.state.get(client, 0) for client, start, _ in content.structs)

    def merged(self) -> bytes:
        """Everything, as one update."""
        parts = [part for level in reversed(self._levels) for part in level]
        if parts:
            self._base = merge([self._base, *parts])
            self._levels = [[]]
            self.bytes = len(self._base)
            if self._has_gap:
                self._has_gap = False
                self._advance(scan(self._base))
        return self._base

    def missing_from(self, state_vector: bytes) -> bytes:
        """What a client with this (checked) state vector lacks."""
        whole = self.merged()
        return whole if state_vector == b"\x00" else get_update(whole, state_vector)

    def _advance(self, content: Scan) -> None:
        for client, start, end in content.structs:
            known = self.state.get(client, 0)
            if start > known:
                self._has_gap = True
            elif end > known:
                self.state[client] = end

    def _push(self, update: bytes) -> None:
        self._levels[0].append(update)
        depth = 0
        while len(self._levels[depth]) >= MERGE_FAN_IN:
            if depth + 1 == len(self._levels):
                self._levels.append([])
            self._levels[depth + 1].append(merge_updates(*self._levels[depth]))
            self._levels[depth].clear()
            depth += 1
