"""People who type in rooms, all at one rate."""

import asyncio
import random
import time
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from servers.client import LoadClient
from servers.keystrokes import typing
from servers.visibility import delays, seen

# Nothing came for so long: the load is over.
SILENCE_SECONDS = 0.5
# A server that is overloaded is given up.
DRAIN_SECONDS = 20.0
TICK_SECONDS = 0.0005
# The order in which the writers take turns is the same for every server.
SEED = 7
# Of a room; decoding at each arrival takes longer than the load itself.
OBSERVERS = 5


class Writer:
    """A client, what it will send and when it did."""

    def __init__(self, client: LoadClient, client_id: int, count: int) -> None:
        self.client = client
        self.client_id = client_id
        self.updates = typing(client_id, count)
        self.sent_at: list[float] = []

    def send(self) -> None:
        """Types the next character."""
        self.sent_at.append(self.client.update(self.updates[len(self.sent_at)]))


Room = Sequence[Writer]


class Load(NamedTuple):
    """Rooms of writers that all type at a rate, each character an update."""

    rooms: int
    writers: int
    per_second: float
    seconds: float

    @property
    def updates_each(self) -> int:
        return round(self.per_second * self.seconds)

    @property
    def deliveries(self) -> int:
        """Of an update to another client."""
        return self.rooms * self.writers * self.updates_each * (self.writers - 1)


async def all_type(rooms: Sequence[Room], load: Load) -> None:
    """Sends all of the load, each character at its time."""
    begun = time.perf_counter()
    for at, writer in _turns([writer for room in rooms for writer in room], load):
        while time.perf_counter() - begun < at:
            await asyncio.sleep(TICK_SECONDS)
        writer.send()


async def all_silent(rooms: Sequence[Room]) -> None:
    """Waits until nothing more comes."""
    until = time.perf_counter() + DRAIN_SECONDS
    before, now = -1, 0
    while before != now and time.perf_counter() < until:
        await asyncio.sleep(SILENCE_SECONDS)
        before, now = now, frames_of(rooms)


def frames_of(rooms: Sequence[Room]) -> int:
    """How many came so far."""
    return sum(len(writer.client.frames) for room in rooms for writer in room)


def delays_of(rooms: Sequence[Room]) -> list[float]:
    """From sending to arrival at some of each room; sorted, in milliseconds."""
    waits = []
    for room in rooms:
        for observer in room[:OBSERVERS]:
            others = {one.client_id: one.sent_at for one in room if one is not observer}
            waits += delays(observer.client, others)
    return sorted(wait * 1000 for wait in waits)


def complaint_of(rooms: Sequence[Room], *, acknowledged: bool) -> str:
    """What went wrong; empty if all clients converged (and have all acknowledged)."""
    writers = [writer for room in rooms for writer in room]
    if closed := sum(writer.client.is_closed for writer in writers):
        return f"{closed} sockets were closed"
    if not all(map(_has_converged, rooms)):
        return "clients did not converge"
    if acknowledged and not all(writer.client.is_durable for writer in writers):
        return "not everything was acknowledged"
    return ""


def _has_converged(room: Room) -> bool:
    sent_at = {writer.client_id: writer.sent_at for writer in room}
    ends = [seen(writer.client, writer.updates[: len(writer.sent_at)], sent_at) for writer in room]
    return len({end.text for end in ends}) == 1 and all(end.has_all for end in ends)


def _turns(writers: Sequence[Writer], load: Load) -> Iterator[tuple[float, Writer]]:
    """When who types: everybody steadily, each from a moment of their own."""
    chance = random.Random(SEED)
    offsets = [chance.random() / load.per_second for _ in writers]
    yield from sorted(
        (
            (offset + turn / load.per_second, writer)
            for offset, writer in zip(offsets, writers, strict=True)
            for turn in range(load.updates_each)
        ),
        key=lambda turn: turn[0],
    )
