"""Keeps logs short and versions stored, in the background: one document after the other.

Nothing here is waited for; what fails leaves everything as it was.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import NamedTuple

from .child import ChildFailed
from .compaction import Compactor
from .errors import RealtimeError
from .history import Document, History
from .journal import Journal
from .limits import (
    COMPACT_AFTER_BYTES,
    COMPACT_AFTER_UPDATES,
    COMPACT_AGAIN_FACTOR,
    COMPACT_AT_REST_BYTES,
    COMPACT_AT_REST_UPDATES,
    COMPACT_TAIL_PART,
    COMPACT_UPDATE_BYTES,
    COMPACTION_IDLE_SECONDS,
    MAX_FAILED_LOGS,
    MAX_WAITING_VERSIONS,
    MAX_WAITING_VERSIONS_BYTES,
)
from .log_compaction import LogCompaction
from .stores.base import Store, StoredVersion
from .versions import encode_version, superfluous

log = logging.getLogger(__name__)

Key = tuple[str, str]
"""Room and epoch."""


class _Log(NamedTuple):
    history: History | None
    """The document of the room, if it is open."""
    updates: int
    """How many were behind the snapshot."""


class _Version(NamedTuple):
    key: Key
    document: Document
    at: float

    @property
    def bytes(self) -> int:
        return sum(map(len, self.document.updates))


class Upkeep:
    """For one event loop; ended by `close`."""

    def __init__(self, store: Store, journal: Journal) -> None:
        self._store = store
        self._journal = journal
        self._compactor = Compactor()
        self._thread = ThreadPoolExecutor(1, "upkeep")
        self._logs = LogCompaction(store, journal, self._compactor, self._thread)
        self._due: dict[Key, _Log] = {}
        """Logs to compact, the first first."""
        self._versions: deque[_Version] = deque()
        self._task: asyncio.Task[None] | None = None
        self._wake = asyncio.Event()
        self._not_before: dict[Key, int] = {}
        """Logs that could not be compacted, and how many updates are to be behind their snapshot
        before that is tried again."""
        self._is_working = False
        self.compactions = 0
        self.failed_compactions = 0

    @property
    def waiting(self) -> int:
        """How many documents wait for something, or are worked on."""
        return len(self._due) + len(self._versions) + self._is_working

    @property
    def quarantined(self) -> int:
        """Updates that were found to be beyond compaction."""
        return self._logs.quarantined

    def consider(
        self, key: Key, history: History, *, is_open: bool = True, at_rest: bool = False
    ) -> None:
        """Has a log compacted if it is long enough; `at_rest` if it is just read or put away."""
        tail = history.tail
        if tail.updates < self._not_before.get(key, 0) or not _is_long(history, at_rest=at_rest):
            return
        self._due[key] = _Log(history if is_open else None, tail.updates)
        self._start()

    def keep_version(self, key: Key, document: Document, at: float) -> None:
        """Stores a version of a document, as it was at a time in seconds since 1970."""
        version = _Version(key, document, at)
        size = version.bytes + sum(waiting.bytes for waiting in self._versions)
        if len(self._versions) >= MAX_WAITING_VERSIONS or size > MAX_WAITING_VERSIONS_BYTES:
            log.warning("no version, too many wait", extra={"room": key[0]})
            return
        self._versions.append(version)
        self._start()

    def forget(self, room: str) -> None:
        """A room was deleted."""
        for key in [key for key in self._due if key[0] == room]:
            del self._due[key]
        kept = [version for version in self._versions if version.key[0] != room]
        self._versions = deque(kept)

    async def close(self) -> None:
        """Drops what waits, and ends the child."""
        self._due.clear()
        self._versions.clear()
        if self._task:
            self._task.cancel()
            await asyncio.wait({self._task})
        await self._compactor.close()
        # What is being written is written; it takes as long as the store does.
        await asyncio.to_thread(self._thread.shutdown)

    def _start(self) -> None:
        self._wake.set()
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._run())

    async def _run(self) -> None:
        """Works until there was nothing to do for a while."""
        while True:
            await self._wait_for_work()
            if self._versions:
                version = self._versions.popleft()
                await self._try(version.key, self._store_version(version))
            elif self._due:
                key = next(iter(self._due))
                await self._try(key, self._compact(key, self._due.pop(key)))
            else:
                await self._compactor.close()
                if not self._has_work:
                    return

    @property
    def _has_work(self) -> bool:
        return bool(self._versions or self._due)

    async def _wait_for_work(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(COMPACTION_IDLE_SECONDS):
                while not self._has_work:
                    self._wake.clear()
                    await self._wake.wait()

    async def _try(self, key: Key, work: Coroutine[None, None, None]) -> None:
        self._is_working = True
        try:
            await work
        except RealtimeError as error:
            log.warning("%s", error, extra={"room": key[0]})
        except Exception:
            # One room's log must not end the upkeep of all others.
            log.exception("upkeep failed", extra={"room": key[0]})
        finally:
            self._is_working = False

    async def _compact(self, key: Key, due: _Log) -> None:
        try:
            if await self._logs.compact(*key, due.history):
                self.compactions += 1
            self._not_before.pop(key, None)
        except RealtimeError:
            self.failed_compactions += 1
            self._not_before[key] = COMPACT_AGAIN_FACTOR * due.updates
            if len(self._not_before) > MAX_FAILED_LOGS:
                del self._not_before[next(iter(self._not_before))]
            raise

    async def _store_version(self, version: _Version) -> None:
        # The store knows the document once this is so.
        await self._journal.durable()
        updates = version.document.updates
        try:
            compacted, culprits = await self._compactor.compact(updates)
        except ChildFailed as error:
            log.warning("a version is kept as it is: %s", error, extra={"room": version.key[0]})
        else:
            updates = [compacted.update, *(updates[at] for at in culprits)]
        add = partial(self._add, version.key, version.at, updates)
        await asyncio.get_running_loop().run_in_executor(self._thread, add)

    def _add(self, key: Key, at: float, updates: Sequence[bytes]) -> None:
        data = encode_version(updates)
        versions = [*self._store.version_list(*key), StoredVersion(0, at, len(data))]
        self._store.version_add(*key, at, data, superfluous(versions, at))


def _is_long(history: History, *, at_rest: bool) -> bool:
    tail = history.tail
    updates, size = COMPACT_AFTER_UPDATES, COMPACT_AFTER_BYTES
    if at_rest:
        updates, size = COMPACT_AT_REST_UPDATES, COMPACT_AT_REST_BYTES
    if tail.updates < updates and tail.bytes < size:
        return False
    weight = tail.bytes + COMPACT_UPDATE_BYTES * tail.updates
    return weight >= (history.bytes - tail.bytes) / COMPACT_TAIL_PART
