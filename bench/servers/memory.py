"""What a connection takes of a server's memory, and what a room leaves there."""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple, Self

from pycrdt import merge_updates

from servers.client import LoadClient
from servers.contestants import Contestant
from servers.door import Door
from servers.keystrokes import typing
from servers.process import ServerProcess
from servers.rest import rested

ROOMS_OF_CONNECTIONS = 20
CONNECTIONS_A_ROOM = 50
# Opened and left before the first look, so that buffers and code are there.
WARM_ROOMS = 100
# Twice as many come first, so that no part of the interpreter grows for the second time; what
# these leave behind cannot be used again either.
EMPTY_ROOMS = 750
FIRST_ROOMS = 2 * EMPTY_ROOMS
# Opened at once, as after a restart.
ROOMS_AT_ONCE = 20
# What is typed in each room, in characters.
ROOM_LETTERS = 200
# Longer than any of the servers keeps an empty room on purpose: ours for 30 s, and it looks
# every 5 s.
LINGER_SECONDS = 42.0


async def connection_bytes(contestant: Contestant, folder: Path) -> float:
    """Resident memory of an idle connection, with its share of a room."""
    with ServerProcess(contestant, folder) as server:
        await _visit_all(server, "warm", WARM_ROOMS)
        await rested(server)
        before = server.memory_bytes()
        clients = [
            await LoadClient.open(server.door(f"room-{room}"))
            for room in range(ROOMS_OF_CONNECTIONS)
            for _ in range(CONNECTIONS_A_ROOM)
        ]
        await rested(server)
        taken = server.memory_bytes() - before
        await asyncio.gather(*(client.close() for client in clients))
    return taken / len(clients)


class _Warm(NamedTuple):
    """A server that had rooms before, and its memory once they were left."""

    server: ServerProcess
    before: int


class EmptyRooms:
    """Servers whose rooms were opened and left: all of them wait for the same half minute.

    Each has had rooms before: an interpreter keeps the memory that it had, and uses it again.
    """

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder = folder
        self._stack = stack
        self._servers: list[ServerProcess] = []
        self._warm: list[_Warm] = []

    @classmethod
    @contextmanager
    def servers(cls, folder: Path) -> Iterator[Self]:
        """None at first; all are ended on leaving."""
        with ExitStack() as stack:
            yield cls(folder, stack)

    async def start(self, contestant: Contestant) -> None:
        """Starts a server that stays, and visits rooms for the first time."""
        server = self._stack.enter_context(ServerProcess(contestant, self._folder))
        await _visit_all(server, "first", FIRST_ROOMS)
        self._servers.append(server)

    async def look(self) -> list[tuple[Contestant, float]]:
        """What a room left in each server, in bytes; negative when memory was given back."""
        await asyncio.sleep(LINGER_SECONDS)
        for server in self._servers:
            await rested(server)
            before = server.memory_bytes()
            await _visit_all(server, "second", EMPTY_ROOMS)
            self._warm.append(_Warm(server, before))
        await asyncio.sleep(LINGER_SECONDS)
        for server in self._servers:
            await rested(server)
        return [
            (server.contestant, (server.memory_bytes() - before) / EMPTY_ROOMS)
            for server, before in self._warm
        ]


async def _visit_all(server: ServerProcess, name: str, count: int) -> None:
    """Opens rooms, types in each, and leaves them."""
    update = merge_updates(*typing(1, ROOM_LETTERS))
    for first in range(0, count, ROOMS_AT_ONCE):
        numbers = range(first, min(first + ROOMS_AT_ONCE, count))
        visits = (_visit(server.door(f"{name}-{number}"), update) for number in numbers)
        await asyncio.gather(*visits)


async def _visit(door: Door, update: bytes) -> None:
    client = await LoadClient.open(door)
    client.update(update)
    await client.close()
