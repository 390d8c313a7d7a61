"""One realtime node: its store, rooms, connections and timers, from start to stop."""

import asyncio
import random
from collections.abc import Callable
from contextvars import Context
from dataclasses import dataclass

from .close_codes import CloseCode
from .connection import Admission, Connection, SocketRequest
from .directory import Directory, DjangoDirectory, OpenDirectory
from .django import Django
from .errors import FilesUnavailable, Refused
from .heartbeat import Heartbeat
from .journal import Journal
from .limits import CLOSE_SECONDS, KEEPALIVE_TICK_SECONDS, SHUTDOWN_STAGGER_SECONDS
from .registry import Registry
from .room_files import RoomFiles
from .stores.base import Store
from .tokens import TokenVerifier


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

    def __init__(self, store: Store, link: DjangoLink | None) -> None:
        """Without a link the node runs alone: any room, anybody."""
        self._store = store
        self._link = link
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
        self._journal = Journal(self._store, self._failing_changed)
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
        await self._journal.close()
        if self._heartbeat:
            await self._heartbeat.close()
            await self._django.close()
        self._store.close()

    def accept(self, request: SocketRequest) -> Connection:
        """A connection for a socket that is about to open."""
        connection = Connection(request, self._admit, self._gone)
        self._connections.add(connection)
        return connection

    def poke(self) -> None:
        """Has a heartbeat sent now [PK1]; may be called from any thread."""
        if self._heartbeat:
            self._loop.call_soon_threadsafe(self._heartbeat.nudge)

    async def files(self, room: str, epoch: str) -> bytes:
        """The files of a room as JSON [FI1]; may be awaited in any thread, on any event loop.

        Raises:
            NoDocument: the room was deleted, or is open in another epoch.
            FilesUnavailable: they cannot be had now.
        """
        if not self.accepting:
            raise FilesUnavailable("the node does not run")
        # In a context of its own: nothing here may take part in whatever the caller is doing.
        answer = Context().run(
            asyncio.run_coroutine_threadsafe, self._files.answer(room, epoch), self._loop
        )
        return await asyncio.wrap_future(answer)

    async def _admit(self, connection: Connection) -> Admission:
        entrant = await self._directory.admit(connection.request)
        if not self.accepting:
            raise Refused(CloseCode.UNAVAILABLE, "shutting down")
        room = await self._registry.open(connection.request.room, entrant.epoch)
        # No await from here on: the room must not be evicted before it is joined.
        if self._heartbeat:
            self._heartbeat.nudge()
        return Admission(entrant.participant, room)

    def _gone(self, connection: Connection) -> None:
        self._connections.discard(connection)
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
            for connection in list(self._connections):
                connection.tick()
            self._registry.evict_idle(loop.time())
            self._files.forget_old(loop.time())

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
