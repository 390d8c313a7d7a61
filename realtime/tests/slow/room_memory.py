"""Rooms that were opened and left take no memory: 10,000 after 1,000, within a tenth.

`python tests/slow/room_memory.py [rooms]`, from `realtime/`; takes about three minutes. Ends with 1
if the server takes more than a tenth more memory than after the first rooms.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import psutil  # type: ignore[import-untyped]
from client import Client
from conftest import Process

from coterie_realtime.limits import KEEPALIVE_TICK_SECONDS, MIB, ROOM_LINGER_SECONDS
from coterie_realtime.protocol import SyncType, sync_message

WARM_UP = 1_000
ROOMS = 10_000
AT_ONCE = 20
ALLOWED_GROWTH = 0.10
# A tick to notice that a room is empty, the linger, a tick to drop it, and one to spare.
SETTLE_SECONDS = ROOM_LINGER_SECONDS + 3 * KEEPALIVE_TICK_SECONDS


def edits() -> list[bytes]:
    """What one writes who comes to a room and leaves: some typing, and a paste."""
    client = Client(7)
    made: list[bytes] = []
    client.doc.observe(lambda event: made.append(event.update))
    for letter in "hello world":
        client.text += letter
    client.text += "# a file that was pasted\n" * 100
    del client.text[5:60]
    return made


async def visit(url: str, room: str, updates: list[bytes]) -> None:
    async with Client.connect(f"{url}/{room}?coterie=1") as client:
        for update in updates:
            client.send(sync_message(SyncType.UPDATE, update))
        client.announce(1, b'{"user": {"id": "ada", "name": "Ada"}}')
        await client.until(lambda: client.acknowledged == len(updates))


async def visit_all(url: str, rooms: Iterable[str]) -> None:
    """Opens every room once, a few at a time."""
    updates, left = edits(), iter(rooms)

    async def visitor() -> None:
        for room in left:
            await visit(url, room, updates)

    await asyncio.gather(*(visitor() for _ in range(AT_ONCE)))


async def settled(server: psutil.Process) -> int:
    """The server's memory once all rooms are dropped."""
    await asyncio.sleep(SETTLE_SECONDS)
    rss: int = server.memory_info().rss
    return rss


async def measure(url: str, server: psutil.Process, rooms: int) -> tuple[int, int]:
    await visit_all(url, (f"warm-{number}" for number in range(WARM_UP)))
    before = await settled(server)
    await visit_all(url, (f"room-{number}" for number in range(rooms)))
    return before, await settled(server)


def main(rooms: int) -> int:
    """Prints both figures; 1 if the second is too large."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        process = Process(Path(folder))
        try:
            url = process.start()
            server = psutil.Process(process.pid)
            before, after = asyncio.run(measure(url, server, rooms))
        finally:
            process.close()
    growth = after / before - 1
    print(
        f"after {WARM_UP:,} rooms {before / MIB:.1f} MiB, after {rooms:,} more "
        f"{after / MIB:.1f} MiB ({growth:+.1%}), {time.monotonic() - started:.0f} s"
    )
    return int(growth > ALLOWED_GROWTH)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else ROOMS))
