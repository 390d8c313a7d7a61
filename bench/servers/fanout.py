"""Everybody types: what a delivered update costs the server, and how long it takes."""

import asyncio
import time
from pathlib import Path
from typing import NamedTuple

from servers.client import LoadClient
from servers.contestants import Contestant
from servers.process import ServerProcess
from servers.watching import Watch, unwatched
from servers.writers import (
    TICK_SECONDS,
    Load,
    Room,
    Writer,
    all_silent,
    all_type,
    complaint_of,
    delays_of,
    frames_of,
)

# Until the garbage of connecting is collected, and rooms are quiet.
REST_SECONDS = 1.0
# Quiet rooms that get a single update before the load.
FIRST_ROOMS = 40
FIRST_SECONDS = 1.0


class FanOut(NamedTuple):
    """What a load did to a server."""

    cpu_microseconds: float
    """A delivered update."""
    delays: list[float]
    """Sorted, in milliseconds."""
    firsts: list[float]
    """Of single updates into quiet rooms; sorted, in milliseconds."""
    frames: float
    """That clients got, a delivered update."""
    busy: float
    """Share of its core that the server used while everybody typed."""
    complaint: str
    """What went wrong; empty if all clients converged."""


async def fan_out(
    contestant: Contestant,
    load: Load,
    folder: Path,
    watched: Watch = unwatched,
) -> FanOut:
    """Starts a server, and puts a load on it; `watched` is around the typing."""
    with ServerProcess(contestant, folder) as server:
        rooms = [await _room(server, number, load) for number in range(load.rooms)]
        await asyncio.sleep(REST_SECONDS)
        firsts = [wait for room in rooms[:FIRST_ROOMS] for wait in await _first(room)]
        frames, before, begun = frames_of(rooms), server.cpu_seconds(), time.perf_counter()
        with watched(server):
            await all_type(rooms, load)
        busy = (server.cpu_seconds() - before) / (time.perf_counter() - begun)
        await all_silent(rooms)
        used, frames = server.cpu_seconds() - before, frames_of(rooms) - frames
        complaint = complaint_of(rooms, acknowledged=contestant.acknowledges)
        await asyncio.gather(*(writer.client.close() for room in rooms for writer in room))
    return FanOut(
        cpu_microseconds=used / load.deliveries * 1e6,
        delays=delays_of(rooms),
        firsts=sorted(firsts),
        frames=frames / load.deliveries,
        busy=busy,
        complaint=complaint,
    )


async def _room(server: ServerProcess, number: int, load: Load) -> Room:
    writers = []
    for place in range(load.writers):
        client = await LoadClient.open(server.door(f"bench-{number}"))
        # One more for the update into the quiet room.
        writers.append(Writer(client, 1 + place, load.updates_each + 1))
    return writers


async def _first(room: Room) -> list[float]:
    """A single update; after how many milliseconds each of the others had it."""
    writer, *others = room
    counts = [len(other.client.frames) for other in others]
    writer.send()
    until = writer.sent_at[0] + FIRST_SECONDS
    while time.perf_counter() < until and not all(map(_has_more, others, counts)):
        await asyncio.sleep(TICK_SECONDS)
    came = [other.client.frames[n:][:1] for other, n in zip(others, counts, strict=True)]
    waits = [frames[0][0] - writer.sent_at[0] if frames else FIRST_SECONDS for frames in came]
    return [wait * 1000 for wait in waits]


def _has_more(writer: Writer, count: int) -> bool:
    return len(writer.client.frames) > count
