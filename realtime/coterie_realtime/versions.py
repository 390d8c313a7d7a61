"""Versions of a document: what it was before it changed much, so that it can be brought back.

Compaction takes deleted text away for good; a version keeps the document as it was shown then.
"""

import time
import zlib
from collections.abc import Callable, Sequence

from .child_frames import decode_job, encode_job
from .errors import StoreError
from .history import Document, History, News
from .limits import (
    LARGE_DELETION_CLOCKS,
    MAX_VERSIONS,
    MAX_VERSIONS_BYTES,
    VERSION_BEFORE_DELETION_SECONDS,
    VERSION_SECONDS,
)
from .stores.base import StoredVersion

Keep = Callable[[Document, float], None]
"""Takes a document and when it was so, in seconds since 1970; does not wait."""


class VersionKeeper:
    """Decides when an open room's document becomes a version."""

    def __init__(self, history: History, last: float | None, keep: Keep) -> None:
        """`last` is when the newest version was made."""
        self._history = history
        self._last = last
        self._keep = keep

    def before(self, news: News) -> None:
        """The document is about to change by `news`."""
        now = time.time()
        if self._history.is_empty:
            self._last = now  # of nothing there is nothing to keep
            return
        # A clock that was set back must not end the versions.
        age = abs(now - self._last) if self._last is not None else VERSION_SECONDS
        if age < VERSION_BEFORE_DELETION_SECONDS:
            return
        if age >= VERSION_SECONDS or self._history.deletes(news.content) >= LARGE_DELETION_CLOCKS:
            self._last = now
            self._keep(self._history.document(), now)


def encode_version(updates: Sequence[bytes]) -> bytes:
    """A document as its version is stored."""
    return zlib.compress(encode_job(updates))


def decode_version(data: bytes) -> list[bytes]:
    """The updates of a stored version.

    Raises:
        StoreError: that is none.
    """
    try:
        return decode_job(zlib.decompress(data))
    except (zlib.error, EOFError) as error:
        raise StoreError("a version cannot be read") from error


def superfluous(versions: Sequence[StoredVersion], now: float) -> list[int]:
    """Which versions, given oldest first, are to go so that a room keeps no more than it may.

    Those that are near their neighbours for their age go first, large ones before small ones:
    what is left is spread evenly over minutes, hours and days. However many are made in a short
    time, they take the place of each other, not of the old ones.
    """
    kept, gone = list(versions), []
    while len(kept) > 1:
        too_large = sum(version.bytes for version in kept) > MAX_VERSIONS_BYTES
        if not too_large and len(kept) <= MAX_VERSIONS:
            break
        worth = [_worth(kept, at, now, too_large=too_large) for at in range(len(kept) - 1)]
        gone.append(kept.pop(worth.index(min(worth))).id)
    return gone


def _worth(versions: Sequence[StoredVersion], at: int, now: float, *, too_large: bool) -> float:
    """How much longer, for its age, one would have to go back for another version."""
    age = max(now - versions[at].at, 1.0)
    before = versions[at - 1].at if at else versions[at].at - age
    worth = (versions[at + 1].at - before) / age
    return worth / versions[at].bytes if too_large else worth
