"""Answers which files a room holds, and what is in them [FI1] to [FI6].

One document is read at a time, whoever asks; those who ask for the same unchanged document while
it waits or is read share the answer.
"""

import asyncio
import json
import logging
from datetime import UTC, datetime

from .answer_cache import AnswerCache, Key
from .child import ChildFailed, ChildTooSlow
from .errors import FilesUnavailable, NoDocument, RealtimeError, StoreError
from .extraction import Extractor
from .history import Version
from .limits import (
    EXTRACTION_RETRY_SECONDS,
    FILES_SECONDS,
    MAX_EXTRACTION_BYTES,
    MAX_EXTRACTIONS,
)
from .registry import Registry

log = logging.getLogger(__name__)


class _Reading:
    """One document's turn, shared by all who ask meanwhile."""

    def __init__(self) -> None:
        self.version: Version | None = None
        """Of the document as it is being read; None until its turn has come."""
        self.task: asyncio.Task[bytes]

    def is_behind(self, now: Version | None) -> bool:
        """Whether the document, if its room is open, changed since it began to be read."""
        return None not in (self.version, now) and self.version != now


class RoomFiles:
    """The files of a node's rooms, for one event loop."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._extractor = Extractor()
        self._turn = asyncio.Lock()
        self._readings: dict[Key, _Reading] = {}
        """The newest of each document that is not done."""
        self._tasks: set[asyncio.Task[bytes]] = set()
        self._cache = AnswerCache()
        self._too_slow: dict[Key, float] = {}
        """Documents that took too long, and when."""

    async def answer(self, room: str, epoch: str, kept: int | None = None) -> bytes:
        """The files as JSON, as they are now or in the version `kept`.

        Raises:
            NoDocument: the room was deleted, is open in another epoch, or has no such version.
            FilesUnavailable: they cannot be had now.
        """
        self._registry.check_exists(room)  # a version that was read lately is in the cache
        key = (room, epoch, kept)
        now = self._registry.version(room) if kept is None else kept
        known = self._cache.get(key, now)
        if known is not None:
            return known
        reading = self._readings.get(key)
        if reading is None or reading.is_behind(now):
            reading = self._start(key)
        await asyncio.wait({reading.task}, timeout=FILES_SECONDS)
        if not reading.task.done():
            raise FilesUnavailable("the node has too many documents to read")
        if reading.task.cancelled():
            raise FilesUnavailable("the node stops")
        return reading.task.result()

    async def versions(self, room: str, epoch: str) -> bytes:
        """The versions that are kept of a room, newest first, as JSON [VE4].

        Raises:
            NoDocument: the room was deleted.
            FilesUnavailable: they cannot be had now.
        """
        try:
            versions = await self._registry.versions(room, epoch)
        except StoreError as error:
            log.warning("versions cannot be listed: %s", error, extra={"room": room})
            raise FilesUnavailable("the store failed") from error
        listed = [
            {"id": id_, "at": datetime.fromtimestamp(at, UTC).isoformat(), "bytes": size}
            for id_, at, size in reversed(versions)
        ]
        return json.dumps({"versions": listed}).encode()

    def forget_old(self, now: float) -> None:
        """Called now and then with the event loop's time, in seconds."""
        self._cache.forget_old(now)
        for key, since in list(self._too_slow.items()):
            if now - since >= EXTRACTION_RETRY_SECONDS:
                del self._too_slow[key]

    async def close(self) -> None:
        """Answers nobody any more, and ends the child."""
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)
        await self._extractor.close()

    def _start(self, key: Key) -> _Reading:
        if len(self._tasks) >= MAX_EXTRACTIONS:
            raise FilesUnavailable("the node has too many documents to read")
        reading = _Reading()
        reading.task = asyncio.get_running_loop().create_task(self._read_in_turn(key, reading))
        self._readings[key] = reading
        self._tasks.add(reading.task)
        reading.task.add_done_callback(lambda _: self._ended(key, reading))
        return reading

    def _ended(self, key: Key, reading: _Reading) -> None:
        self._tasks.discard(reading.task)
        if self._readings.get(key) is reading:
            del self._readings[key]
        if not reading.task.cancelled():
            reading.task.exception()  # all who asked may have given up

    async def _read_in_turn(self, key: Key, reading: _Reading) -> bytes:
        # The document too is fetched in its turn: only one is in memory for this.
        async with self._turn:
            if key in self._too_slow:
                raise FilesUnavailable("the document took too long to read a moment ago")
            try:
                return await self._read(key, reading)
            except (NoDocument, FilesUnavailable):
                raise
            except RealtimeError as error:
                log.warning("files cannot be read: %s", error, extra={"room": key[0]})
                if isinstance(error, ChildTooSlow):
                    self._too_slow[key] = asyncio.get_running_loop().time()
                told = str(error) if isinstance(error, ChildFailed) else "the store failed"
                raise FilesUnavailable(told) from error

    async def _read(self, key: Key, reading: _Reading) -> bytes:
        updates, version = await self._registry.document(*key)
        reading.version = version
        known = self._cache.get(key, version)
        if known is not None:
            return known
        if sum(map(len, updates)) > MAX_EXTRACTION_BYTES:
            raise FilesUnavailable("the room's log is too long until somebody opens it")
        body = await self._extractor.extract(updates)
        # Deleted meanwhile: its text is not to be found here any more.
        self._registry.check_exists(key[0])
        self._cache.put(key, version, body, asyncio.get_running_loop().time())
        return body
