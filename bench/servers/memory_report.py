"""What connections and empty rooms take of the servers' memory, as a section."""

import sys
from pathlib import Path

import uvloop
from results import Section

from servers.contestants import OURS, REFERENCE, Contestant, contestants
from servers.memory import (
    CONNECTIONS_A_ROOM,
    EMPTY_ROOMS,
    LINGER_SECONDS,
    ROOM_LETTERS,
    ROOMS_OF_CONNECTIONS,
    EmptyRooms,
    connection_bytes,
)
from servers.rounds import Runs, interleaved
from servers.table import Verdict, figure, table

KILOBYTE = 1000
HEAD = ("server", "kB a connection", "kB an empty room", "failed")
# What is within the noise of an interpreter's memory: 750 rooms that leave less than a megabyte.
LEFT_KILOBYTES = 1.0


def memory(folder: Path, runs: int) -> Section:
    """Idle connections, and rooms that were left."""
    connections = interleaved(
        contestants(), runs, lambda server: connection_bytes(server, folder), what="connections"
    )
    rooms = {one.key: Runs[float](one) for one in contestants()}
    uvloop.run(_empty_rooms(folder, rooms, runs))
    rows = [
        [
            one.title,
            figure(_kilobytes(connections[one.key])),
            figure(_kilobytes(rooms[one.key])),
            "; ".join(connections[one.key].failures + rooms[one.key].failures),
        ]
        for one in contestants()
    ]
    theirs = _kilobytes(connections[REFERENCE])
    verdicts = [
        Verdict(
            "memory of a connection",
            _kilobytes(connections[OURS.key]),
            theirs,
            theirs and theirs / 2,
            unit="kB",
            digits=1,
        ),
        Verdict(
            "memory left by an empty room",
            _kilobytes(rooms[OURS.key]),
            LEFT_KILOBYTES,
            unit="kB",
            digits=1,
        ),
    ]
    intro = (
        f"Resident memory. {ROOMS_OF_CONNECTIONS * CONNECTIONS_A_ROOM:,} idle clients in"
        f" {ROOMS_OF_CONNECTIONS} rooms; {EMPTY_ROOMS:,} rooms that somebody opened, wrote"
        f" {ROOM_LETTERS} characters in and left, looked at {LINGER_SECONDS:g} s later, in a server"
        " that had had twice as many before (memory given back counts below zero)."
    )
    return Section("Server: memory", "\n".join((intro, "", *table(HEAD, rows))), verdicts)


async def _empty_rooms(folder: Path, rooms: dict[str, Runs[float]], runs: int) -> None:
    with EmptyRooms.servers(folder) as servers:
        for number in range(1, runs + 1):
            for one in contestants():
                print(f"empty rooms: run {number} of {runs}, {one.title}", file=sys.stderr)
                await _start(servers, one, rooms[one.key])
        for one, left in await servers.look():
            rooms[one.key].outcomes.append(left)


async def _start(servers: EmptyRooms, contestant: Contestant, runs: Runs[float]) -> None:
    try:
        await servers.start(contestant)
    except (RuntimeError, OSError, TimeoutError) as error:
        runs.failures.append(f"{type(error).__name__}: {error}")


def _kilobytes(runs: Runs[float]) -> float | None:
    found = runs.median(lambda taken: taken)
    return None if found is None else found / KILOBYTE
