"""One realtime node: its store, rooms, connections and timers, from start to stop."""

import asyncio
import logging
import random
from collections.abc import Callable, Coroutine
from contextvars import Context
from dataclasses import dataclass

from .close_codes import CloseCode
from .connection import Admission, Connection, SocketRequest
from .directory import Directory, DjangoDirectory, OpenDirectory
from .django import Django
from .errors import FilesUnavailable, Refused
from .gauges import gauges
from .heartbeat import Heartbeat
from .journal import Journal
from .limits import (
    CLOSE_SECONDS,
    KEEPALIVE_TICK_SECONDS,
    MAX_CONNECTIONS_PER_ROOM,
    SHUTDOWN_STAGGER_SECONDS,
)
from .metrics import Metrics
from .registry import Registry
from .room_files import RoomFiles
from .stores.base import Store
from .tokens import TokenVerifier

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DjangoLink:
    """What a node needs to work for a Django."""

    connect: Callable[[], Django]
    verifier: TokenVerifier
    node: str
    """Name of this node, the same after a restart."""
    address: str
    """Where Django reaches this node."""


class Node:
    """Started and stopped once, on one event loop; owns the store from its start on."""

    def __init__(
        self,
        store: Store,
        link: DjangoLink | None,
        room_places: int = MAX_CONNECTIONS_PER_ROOM,
    ) -> None:
        """Without a link the node runs alone: any room, anybody.

        A room takes no more than `room_places` connections.
        """
        self.metrics = Metrics()
        self._store = store
        self._link = link
        self._room_places = room_places
        self._connections: set[Connection] = set()
        self._heartbeat: Heartbeat | None = None
        self.accepting = False
        """Sockets are let in: it has started and is not about to stop."""

    @property
    def is_alone(self) -> bool:
        """It has no Django, and takes any room name."""
        return self._link is None

    @property
    def is_saving(self) -> bool:
        """The store takes what is written."""
        return not self._journal.failing

    async def start(self) -> None:
        """Makes the node ready to accept."""
        self._loop = asyncio.get_running_loop()
        self._journal = Journal(self._store, self._failing_changed, self.metrics)
        self._registry = Registry(self._store, self._journal, self._edited)
        self._files = RoomFiles(self._registry)
        self._directory: Directory
        if self._link:
            self._django = self._link.connect()
            self._directory = DjangoDirectory(self._link.verifier, self._django)
            self._heartbeat = Heartbeat(
                self._registry, self._django, self._link.node, self._link.address
            )
        else:
            self._directory = OpenDirectory()
        self._timer = asyncio.get_running_loop().create_task(self._tick())
        self.accepting = True

    async def stop(self) -> None:
        """Refuses new sockets, saves everything, closes the open ones and the store."""
        self.accepting = False
        await self._files.close()
        await self._journal.flush()
        await self._close_connections()
        self._timer.cancel()
        await self._registry.close()
        await self._journal.close()
        if self._heartbeat:
            await self._heartbeat.close()
            await self._django.close()
        self._store.close()

    def accept(self, request: SocketRequest) -> Connection:
        """A connection for a socket that is about to open."""
        connection = Connection(request, self._admit, self._gone, self.metrics)
        self._connections.add(connection)
        self.metrics.accepted += 1
        return connection

    def poke(self) -> None:
        """Has a heartbeat sent now [PK1]; may be called from any thread."""
        if self._heartbeat:
            self._loop.call_soon_threadsafe(self._heartbeat.nudge)

    async def files(self, room: str, epoch: str, version: int | None = None) -> bytes:
        """The files of a room, or of a version of it, as JSON [FI1] [VE4].

        May be awaited in any thread, on any event loop.

        Raises:
            NoDocument: the room was deleted, is open in another epoch, or has no such version.
            FilesUnavailable: they cannot be had now.
        """
        return await self._from_anywhere(lambda: self._files.answer(room, epoch, version))

    async def versions(self, room: str, epoch: str) -> bytes:
        """The versions of a room as JSON [VE4]; otherwise like `files`."""
        return await self._from_anywhere(lambda: self._files.versions(room, epoch))

    async def _from_anywhere(self, ask: Callable[[], Coroutine[None, None, bytes]]) -> bytes:
        if not self.accepting:
            raise FilesUnavailable("the node does not run")
        # In a context of its own: nothing here may take part in whatever the caller is doing.
        answer = Context().run(asyncio.run_coroutine_threadsafe, ask(), self._loop)
        return await asyncio.wrap_future(answer)

    def metrics_text(self) -> str:
        """The counts, and what there is now, as Prometheus reads it; on the node's loop."""
        count = len(self._connections)
        return self.metrics.text(gauges(count, self._registry, self._journal, self._heartbeat))

    async def _admit(self, connection: Connection) -> Admission:
        entrant = await self._directory.admit(connection.request)
        if not self.accepting:
            raise Refused(CloseCode.UNAVAILABLE, "shutting down")
        room = await self._registry.open(connection.request.room, entrant.epoch)
        # No await from here on: the room must not be evicted before it is joined.
        if len(room.members) >= self._room_places:
            raise Refused(CloseCode.ROOM_FULL, "the room is full")
        if self._heartbeat:
            self._heartbeat.nudge()
        log.info("connection admitted", extra=connection.ids)
        return Admission(entrant.participant, room)

    def _gone(self, connection: Connection) -> None:
        self._connections.discard(connection)
        self.metrics.closes[connection.ending] += 1
        log.info("connection ended: %s", connection.ending, extra=connection.ids)
        if self._heartbeat and connection.was_admitted:
            self._heartbeat.left(connection.request.room, connection)

    def _failing_changed(self, failing: bool) -> None:
        for room in self._registry:
            room.tell({"event": "store", "failing": failing})

    def _edited(self, room: str) -> None:
        if self._heartbeat:
            self._heartbeat.edited(room)

    async def _tick(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(KEEPALIVE_TICK_SECONDS)
            self._look_after_all(loop.time())

    def _look_after_all(self, now: float) -> None:
        # Not in the loop above, which would keep the last connection in memory while it sleeps.
        for connection in list(self._connections):
            connection.tick()
        self._registry.tick(now)
        self._files.forget_old(now)

    async def _close_connections(self) -> None:
        """Closes with 4503, spread a little, and waits for the clients to answer."""
        loop = asyncio.get_running_loop()
        for connection in list(self._connections):
            loop.call_later(
                random.uniform(0, SHUTDOWN_STAGGER_SECONDS),  # noqa: S311
                connection.close,
                CloseCode.UNAVAILABLE,
                "shutting down",
            )
        # A closing connection cuts itself off after CLOSE_SECONDS, so this ends.
        deadline = loop.time() + SHUTDOWN_STAGGER_SECONDS + CLOSE_SECONDS + 0.5
        while self._connections and loop.time() < deadline:
            await asyncio.sleep(0.02)
