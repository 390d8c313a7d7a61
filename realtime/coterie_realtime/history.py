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
from .holding import Holding, Short
from .limits import (
    MAX_CACHED_ANSWER_BYTES,
    MAX_CACHED_ANSWERS,
    MAX_DOCUMENT_CLIENTS,
    MAX_NEWS_DURING_COMPACTION,
    MAX_TYPE_DEPTH,
    MERGE_FAN_IN,
)
from .nesting import Depths, Nesting
from .protocol import decode_state_vector
from .trim import trim
from .update import Range, Scan, scan, scan_kept

EMPTY_UPDATE = b"\x00\x00"

Version = int | bytes
"""Tells two states of a document apart: a History's number, or a hash of what is stored."""

_versions = count(1)


class Document(NamedTuple):
    """All updates of a document at one moment, oldest first."""

    updates: Sequence[bytes]
    version: Version


class Tail(NamedTuple):
    """The newest part of a log: how many updates, and their bytes."""

    updates: int
    bytes: int


class News(NamedTuple):
    """What an update brings, in the form in which it is stored and forwarded [SY2]."""

    update: bytes
    content: Scan
    behind_gap: bool
    """Structs are missing before some of these [SY4]."""
    depths: Depths | None = None
    """How deep they lie, in a document of many types."""


def canonical(update: bytes, content: Scan) -> tuple[bytes, Scan]:
    """The one form of an update whose scan is `content`, and what that form holds.

    Raises:
        Malformed: native code cannot read it, or reads something else in it.
    """
    try:
        merged = merge_updates(update)
    except ValueError:
        raise Malformed("update that cannot be merged") from None
    if merged == update:
        return merged, content
    read = scan(merged)
    if not _same(read, content):
        raise Malformed("update that reads in two ways")
    return merged, read


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
        self._answers: dict[frozenset[tuple[int, int]], bytes] = {}
        """What was lately answered to state vectors, while nothing has changed."""
        content = scan_kept(self._base)
        self._known = ClockRanges(content.structs)
        self._deleted = ClockRanges(content.deletes)
        self._types = content.types
        """Shared types that were ever written, at least."""
        self._nesting: Nesting | None = None
        """Once there are more types than may lie in each other."""
        self.tail = Tail(0, 0)
        """What came since the document was compacted."""
        self._since: list[News] | None = None
        """News since a compaction began, while one is under way that may take effect here."""

    @property
    def state(self) -> dict[int, int]:
        """Clocks known without a gap, by client."""
        return self._known.state_vector()

    @property
    def is_empty(self) -> bool:
        """Nothing was ever written."""
        return self.bytes <= len(EMPTY_UPDATE)

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
            Malformed: native code cannot read it, or types are nested too deep.
        """
        if self._known.holds(content.structs) and self._deleted.holds(content.deletes):
            return None
        if self._known.overlaps(content.structs):
            update = trim(update, self._known)
            content = scan(update)
        update, content = canonical(update, content)
        behind_gap = self._known.leaves_gap(content.structs)
        return News(update, content, behind_gap, self._depths(update, content))

    def add(self, news: News) -> None:
        """Keeps news of this document."""
        self._known.add_all(news.content.structs)
        self._deleted.add_all(news.content.deletes)
        self._types += news.content.types
        if self._nesting and news.depths:
            self._nesting.keep(news.depths)
        self.bytes += len(news.update)
        self.version = next(_versions)
        self._answers.clear()
        self._push(news.update)
        self.tail = Tail(self.tail.updates + 1, self.tail.bytes + len(news.update))
        if self._since is not None:
            self._since.append(news)
            if len(self._since) > MAX_NEWS_DURING_COMPACTION:
                self._since = None

    def is_crowded_by(self, content: Scan) -> bool:
        """Whether there are too many clients already for those that are new in a content."""
        return _are_too_many(self._known, content.structs) or _are_too_many(
            self._deleted, content.deletes
        )

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

    def deletes(self, content: Scan) -> int:
        """How many clocks a content deletes that were not deleted before."""
        return sum(
            stop - start
            for client, first, behind in content.deletes
            for start, stop in self._deleted.missing((client, first, behind))
        )

    def holding(self) -> Holding:
        """A copy of what it holds now."""
        return Holding(self._known.copy(), self._deleted.copy())

    def compaction_begins(self) -> None:
        """From now on news are kept apart too, until `compaction_ends`."""
        self._since = []

    def compaction_ends(self, short: Short | None) -> None:
        """Takes a short form of all that it holds but the news since; without one all stays."""
        since, self._since = self._since, None
        if short is None or since is None:
            return
        behind = [news.update for news in since if not short.holding.holds(news.content)]
        self._base = merge(short.updates)
        self._levels = [[]]
        self._answers.clear()
        for update in behind:
            self._push(update)
        self.tail = Tail(len(behind), sum(map(len, behind)))
        self.bytes = len(self._base) + self.tail.bytes

    def missing_from(self, state_vector: bytes) -> bytes:
        """What a client with this state vector lacks.

        Raises:
            Malformed: that is no state vector.
        """
        known = decode_state_vector(state_vector)
        whole = self.merged()
        if not known:
            return whole
        # After a restart hundreds ask with the same state vector, in any order of its clients.
        asked = frozenset(known.items())
        answer = self._answers.get(asked)
        if answer is None:
            answer = get_update(whole, state_vector)
            if not self._continues(answer, known):
                # Where the client holds half of a surrogate pair, pycrdt cuts wrongly, Yjs rightly.
                answer = whole
            if len(self._answers) >= MAX_CACHED_ANSWERS:
                self._answers.clear()
            if len(answer) <= MAX_CACHED_ANSWER_BYTES:
                self._answers[asked] = answer
        return answer

    def _continues(self, missing: bytes, known: dict[int, int]) -> bool:
        """Whether an update reaches from a state vector to all that is known."""
        try:
            sent = ClockRanges(scan_kept(missing).structs)
        except Malformed:
            return False
        return all(
            (client, max(start, known.get(client, 0)), end) in sent
            for client, start, end in self._known
            if end > known.get(client, 0)
        )

    def _depths(self, update: bytes, content: Scan) -> Depths | None:
        if self._nesting is None:
            if self._types + content.types <= MAX_TYPE_DEPTH:
                return None
            self._nesting = Nesting(self._known)
            self._nesting.keep(self._nesting.of_kept(self.merged()))
        return self._nesting.of(update)

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


def _are_too_many(known: ClockRanges, ranges: Sequence[Range]) -> bool:
    clients = known.clients
    return len(clients) >= MAX_DOCUMENT_CLIENTS and any(one[0] not in clients for one in ranges)


def _same(one: Scan, other: Scan) -> bool:
    return Holding.of([one]) == Holding.of([other])
