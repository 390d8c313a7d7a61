"""The rooms that are in memory: each is loaded once, and dropped when nobody needs it."""

import asyncio
import hashlib
import logging
from collections.abc import Callable, Iterator
from functools import partial

from . import heap
from .chat import Chat
from .close_codes import CloseCode
from .errors import NoDocument, RealtimeError, Refused
from .history import Document, History, Tail, Version
from .journal import Journal
from .limits import (
    DELETED_KNOWN_SECONDS,
    LOOK_AFTER_ROOMS,
    MAX_EMPTY_ROOMS,
    ROOM_LINGER_SECONDS,
    TRIM_AFTER_ROOMS,
)
from .room import Room
from .stores.base import Store, StoredVersion
from .upkeep import Upkeep
from .versions import VersionKeeper, decode_version

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
        self._opened = 0
        """Rooms since the start."""
        self._dropped = 0
        """Rooms that left memory since it was last given back to the system."""
        self.upkeep = Upkeep(store, journal)

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
                log.error("the room cannot be loaded: %s", error, extra={"room": name})
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

    async def versions(self, name: str, epoch: str) -> list[StoredVersion]:
        """The versions that are kept of a room, oldest first.

        Raises:
            NoDocument: the room was deleted.
            StoreError: they cannot be listed.
        """
        self.check_exists(name)
        return await asyncio.to_thread(self._store.version_list, name, epoch)

    async def document(self, name: str, epoch: str, kept: int | None = None) -> Document:
        """A room's document as it is now, or in the version `kept`.

        From the store, if the room is not open, and left there.

        Raises:
            NoDocument: the room was deleted, is open in another epoch, or has no such version.
            RealtimeError: the room cannot be loaded.
        """
        self.check_exists(name)
        if kept is not None:
            return await asyncio.to_thread(self._read_version, name, epoch, kept)
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

    def tick(self, now: float) -> None:
        """Called now and then with the event loop's time, in seconds."""
        self.evict_idle(now)
        for room in self:
            self.upkeep.consider((room.name, room.epoch), room.history)
        if self._dropped >= TRIM_AFTER_ROOMS:
            self._dropped = 0
            asyncio.get_running_loop().run_in_executor(None, heap.trim)

    async def close(self) -> None:
        """Ends what goes on in the background; the journal still works."""
        await self.upkeep.close()

    def evict_idle(self, now: float) -> None:
        """Drops rooms that were empty for the linger and whose updates are all durable.

        Of those that are empty not more than MAX_EMPTY_ROOMS stay, whatever their time.
        """
        for name, purged in list(self._deleted.items()):
            if now - purged >= DELETED_KNOWN_SECONDS:
                del self._deleted[name]
        empty: list[Room] = []
        for room in self:
            if room.members or room.uncommitted:
                self._empty_since.pop(room.name, None)
            else:
                self._empty_since.setdefault(room.name, now)
                empty.append(room)
        empty.sort(key=lambda room: self._empty_since[room.name])
        for left, room in zip(range(len(empty), 0, -1), empty, strict=True):
            lingers = now - self._empty_since[room.name] < ROOM_LINGER_SECONDS
            if lingers and left <= MAX_EMPTY_ROOMS:
                break
            self.drop(room)
            key = (room.name, room.epoch)
            self.upkeep.consider(key, room.history, is_open=False, at_rest=True)

    def drop(self, room: Room) -> None:
        """Forgets a room in memory; what it holds in the store stays."""
        self._loads.pop(room.name, None)
        self._empty_since.pop(room.name, None)
        self._dropped += 1
        room.end()

    async def purge(self, name: str) -> None:
        """Deletes every life of a room from the store, and admits nobody to it from now on.

        Nobody is in it, and nothing of it waits for the store.

        Raises:
            StoreError: it did not happen; ask again.
        """
        self._deleted[name] = asyncio.get_running_loop().time()
        self.upkeep.forget(name)
        await asyncio.to_thread(self._store.delete, name)

    def _read_stored(self, name: str, epoch: str) -> Document:
        updates = self._store.load(name, epoch).updates
        version = hashlib.blake2b()
        for update in updates:
            version.update(len(update).to_bytes(8, "little"))
            version.update(update)
        return Document(updates, version.digest())

    def _read_version(self, name: str, epoch: str, kept: int) -> Document:
        data = self._store.version_read(name, epoch, kept)
        if data is None:
            raise NoDocument("no such version")
        return Document(decode_version(data), kept)

    async def _load(self, name: str, epoch: str) -> Room:
        self._opened += 1
        if self._opened % LOOK_AFTER_ROOMS == 0:
            self.evict_idle(asyncio.get_running_loop().time())
        room = await asyncio.to_thread(self._read, name, epoch)
        self.upkeep.consider((name, epoch), room.history, at_rest=True)
        return room

    def _read(self, name: str, epoch: str) -> Room:
        stored = self._store.load(name, epoch)
        history = History(stored.updates)
        history.tail = Tail(len(stored.tail), sum(len(kept.update) for kept in stored.tail))
        chat = Chat(name, epoch, self._store.chat(name, epoch))
        versions = self._store.version_list(name, epoch)
        keep = partial(self.upkeep.keep_version, (name, epoch))
        keeper = VersionKeeper(history, versions[-1].at if versions else None, keep)
        edited = partial(self._edited, name)
        return Room(name, epoch, history, chat, self._journal, keeper, edited)

    def _drop_failed(self, name: str, load: "asyncio.Task[Room]") -> None:
        if (load.cancelled() or load.exception()) and self._loads.get(name) is load:
            del self._loads[name]
