"""The rooms that are in memory: each is loaded once, and dropped when nobody needs it."""

import asyncio
import hashlib
import logging
from collections.abc import Callable, Iterator
from functools import partial

from .close_codes import CloseCode
from .errors import NoDocument, RealtimeError, Refused, StoreError
from .history import Document, History, Version, holds_all
from .journal import Journal
from .limits import DELETED_KNOWN_SECONDS, ROOM_LINGER_SECONDS, SNAPSHOT_AFTER_UPDATES
from .room import Room
from .stores.base import Store

log = logging.getLogger(__name__)


class Registry:
    """Rooms by name, for one event loop."""

    def __init__(self, store: Store, journal: Journal, edited: Callable[[str], None]) -> None:
        """`edited` is told the room of each update that changed a document."""
        self._store = store
        self._journal = journal
        self._edited = edited
        self._loads: dict[str, asyncio.Task[Room]] = {}
        """Rooms that are open, or being opened."""
        self._empty_since: dict[str, float] = {}
        self._deleted: dict[str, float] = {}
        """Rooms that were purged, and when: tokens for them live on for minutes."""

    def __iter__(self) -> Iterator[Room]:
        """The rooms that are open now."""
        for load in list(self._loads.values()):
            if load.done() and not load.cancelled() and load.exception() is None:
                yield load.result()

    async def open(self, name: str, epoch: str) -> Room:
        """The room in this epoch, loaded once however many ask [DU5].

        The caller joins it before it awaits anything else; only then it is safe from eviction.

        Raises:
            Refused: the room is open in another epoch, or cannot be loaded.
        """
        while True:
            if name in self._deleted:
                raise Refused(CloseCode.DELETED, "the room was deleted")
            load = self._loads.get(name)
            if load is None:
                load = asyncio.get_running_loop().create_task(self._load(name, epoch))
                self._loads[name] = load
                load.add_done_callback(partial(self._drop_failed, name))
            try:
                room = await asyncio.shield(load)
            except RealtimeError as error:
                log.error("room %s cannot be loaded: %s", name, error)
                raise Refused(CloseCode.UNAVAILABLE, "the room cannot be loaded now") from error
            if self._loads.get(name) is load:
                break
        if room.epoch != epoch:
            raise Refused(CloseCode.EPOCH, "another life of the room")
        return room

    def version(self, name: str) -> Version | None:
        """Of the document of a room that is open now, else None."""
        load = self._loads.get(name)
        if load is None or not load.done() or load.cancelled() or load.exception():
            return None
        return load.result().version

    async def document(self, name: str, epoch: str) -> Document:
        """A room's document as it is now; from the store, if the room is not open, and left there.

        Raises:
            NoDocument: the room was deleted, or is open in another epoch.
            RealtimeError: the room cannot be loaded.
        """
        self.check_exists(name)
        load = self._loads.get(name)
        if load:
            room = await asyncio.shield(load)
            if room.epoch != epoch:
                raise NoDocument("another life of the room")
            return room.document()
        return await asyncio.to_thread(self._read_stored, name, epoch)

    def check_exists(self, name: str) -> None:
        """Raises NoDocument if the room was purged lately."""
        if name in self._deleted:
            raise NoDocument("the room was deleted")

    def evict_idle(self, now: float) -> None:
        """Drops rooms that were empty for the linger and whose updates are all durable."""
        for name, purged in list(self._deleted.items()):
            if now - purged >= DELETED_KNOWN_SECONDS:
                del self._deleted[name]
        for room in self:
            if room.members or room.uncommitted:
                self._empty_since.pop(room.name, None)
            elif now - self._empty_since.setdefault(room.name, now) >= ROOM_LINGER_SECONDS:
                self.drop(room)

    def drop(self, room: Room) -> None:
        """Forgets a room in memory; what it holds in the store stays."""
        self._loads.pop(room.name, None)
        self._empty_since.pop(room.name, None)

    async def purge(self, name: str) -> None:
        """Deletes every life of a room from the store, and admits nobody to it from now on.

        Nobody is in it, and nothing of it waits for the store.

        Raises:
            StoreError: it did not happen; ask again.
        """
        self._deleted[name] = asyncio.get_running_loop().time()
        await asyncio.to_thread(self._store.delete, name)

    def _read_stored(self, name: str, epoch: str) -> Document:
        stored = self._store.load(name, epoch)
        updates = ([stored.snapshot] if stored.snapshot else []) + stored.tail
        version = hashlib.blake2b()
        for update in updates:
            version.update(len(update).to_bytes(8, "little"))
            version.update(update)
        return Document(updates, version.digest())

    async def _load(self, name: str, epoch: str) -> Room:
        return await asyncio.to_thread(self._read, name, epoch)

    def _read(self, name: str, epoch: str) -> Room:
        stored = self._store.load(name, epoch)
        updates = ([stored.snapshot] if stored.snapshot else []) + stored.tail
        history = History(updates)
        if len(stored.tail) >= SNAPSHOT_AFTER_UPDATES:
            self._snapshot(name, epoch, history.merged(), updates, stored.last)
        return Room(name, epoch, history, self._journal, partial(self._edited, name))

    def _snapshot(
        self, name: str, epoch: str, merged: bytes, updates: list[bytes], through: int
    ) -> None:
        """Shortens the log; what it held is thrown away, so the merge is checked first."""
        if not holds_all(merged, updates):
            log.error("room %s: its log cannot be merged without loss, and is kept as it is", name)
            return
        try:
            self._store.snapshot(name, epoch, merged, through)
        except StoreError as error:
            log.warning("room %s: no snapshot: %s", name, error)

    def _drop_failed(self, name: str, load: "asyncio.Task[Room]") -> None:
        if (load.cancelled() or load.exception()) and self._loads.get(name) is load:
            del self._loads[name]
