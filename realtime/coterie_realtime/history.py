"""The bytes of one document: every update ever made, merged lazily, never rebuilt from a Doc.

Merging and diffing are pycrdt's byte-level functions; they see only bytes that passed `scan`, and
never two updates that hold the same clocks.
"""

from collections.abc import Sequence
from itertools import count
from typing import NamedTuple

from pycrdt import get_update, merge_updates

from .clock_ranges import ClockRanges
from .errors import Malformed
from .limits import MERGE_FAN_IN
from .protocol import decode_state_vector
from .trim import trim
from .update import Scan, scan

EMPTY_UPDATE = b"\x00\x00"

Version = int | bytes
"""Tells two states of a document apart: a History's number, or a hash of what is stored."""

_versions = count(1)


class Document(NamedTuple):
    """All updates of a document at one moment, oldest first."""

    updates: Sequence[bytes]
    version: Version


class News(NamedTuple):
    """What an update brings, in the form in which it is stored and forwarded [SY2]."""

    update: bytes
    content: Scan
    behind_gap: bool
    """Structs are missing before some of these [SY4]."""


def canonical(update: bytes) -> tuple[bytes, Scan]:
    """The one form of an update that passed `scan`, and what it holds.

    Raises:
        Malformed: native code cannot read it, or reads something else in it.
    """
    try:
        merged = merge_updates(update)
    except ValueError:
        raise Malformed("update that cannot be merged") from None
    content = scan(merged)
    if merged != update and not _same(content, scan(update)):
        raise Malformed("update that reads in two ways")
    return merged, content


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

    def __init__(self, updates: Sequence[bytes] = ()) -> None:
        self._base = merge(updates)
        self._levels: list[list[bytes]] = [[]]
        """Updates since `_base`; a full level becomes one part of the next, so that each
        update is merged a few times only. Older parts stand in higher levels."""
        self.bytes = len(self._base)
        """Upper bound of the merged size."""
        self.version = next(_versions)
        """Another one after each change, and in each History."""
        content = scan(self._base)
        self._known = ClockRanges(content.structs)
        self._deleted = ClockRanges(content.deletes)

    @property
    def state(self) -> dict[int, int]:
        """Clocks known without a gap, by client."""
        return self._known.state_vector()

    @property
    def unmerged_bytes(self) -> int:
        """How much of `bytes` came since the last merge."""
        return self.bytes - len(self._base)

    def knows(self, client: int, end: int) -> bool:
        """Whether a client's clocks are known up to `end`."""
        return end <= self._known.first_missing(client)

    def news(self, update: bytes, content: Scan) -> News | None:
        """What an update, whose scan is `content`, holds that is not known; None if nothing.

        Raises:
            Malformed: native code cannot read it.
        """
        new_structs = any(structs not in self._known for structs in content.structs)
        if not new_structs and all(deleted in self._deleted for deleted in content.deletes):
            return None
        if any(self._known.overlaps(structs) for structs in content.structs):
            update = trim(update, self._known)
        update, content = canonical(update)
        behind_gap = any(
            start > self._known.first_missing(client) for client, start, _ in content.structs
        )
        return News(update, content, behind_gap)

    def add(self, news: News) -> None:
        """Keeps news of this document."""
        self._known.add_all(news.content.structs)
        self._deleted.add_all(news.content.deletes)
        self.bytes += len(news.update)
        self.version = next(_versions)
        self._push(news.update)

    def merged(self) -> bytes:
        """Everything, as one update."""
        parts = self._parts()
        if parts:
            self._base = merge([self._base, *parts])
            self._levels = [[]]
            self.bytes = len(self._base)
        return self._base

    def document(self) -> Document:
        """Everything as it is, unmerged."""
        return Document((self._base, *self._parts()), self.version)

    def missing_from(self, state_vector: bytes) -> bytes:
        """What a client with this state vector lacks.

        Raises:
            Malformed: that is no state vector.
        """
        known = decode_state_vector(state_vector)
        whole = self.merged()
        if not known:
            return whole
        missing = get_update(whole, state_vector)
        # Where the client holds half of a surrogate pair, pycrdt cuts wrongly; Yjs cuts rightly.
        return missing if self._continues(missing, known) else whole

    def _continues(self, missing: bytes, known: dict[int, int]) -> bool:
        """Whether an update reaches from a state vector to all that is known."""
        try:
            sent = ClockRanges(scan(missing).structs)
        except Malformed:
            return False
        return all(
            (client, max(start, known.get(client, 0)), end) in sent
            for client, start, end in self._known
            if end > known.get(client, 0)
        )

    def _parts(self) -> list[bytes]:
        return [part for level in reversed(self._levels) for part in level]

    def _push(self, update: bytes) -> None:
        self._levels[0].append(update)
        depth = 0
        while len(self._levels[depth]) >= MERGE_FAN_IN:
            if depth + 1 == len(self._levels):
                self._levels.append([])
            self._levels[depth + 1].append(merge_updates(*self._levels[depth]))
            self._levels[depth].clear()
            depth += 1


def _same(one: Scan, other: Scan) -> bool:
    return all(
        ClockRanges(mine) == ClockRanges(theirs) for mine, theirs in zip(one, other, strict=True)
    )


def holds_all(merged: bytes, updates: Sequence[bytes]) -> bool:
    """Whether a merged update holds just what the updates hold: may take their place."""
    contents = [scan(update) for update in updates]
    structs = [structs for content in contents for structs in content.structs]
    deletes = [deleted for content in contents for deleted in content.deletes]
    return _same(scan(merged), Scan(structs, deletes))
