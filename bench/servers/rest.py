"""Waiting until a server has nothing left to do."""

import asyncio

from servers.process import ServerProcess

LOOK_SECONDS = 0.5
# Less than this share of a core is keeping time, not work.
IDLE_SHARE = 0.03
MOST_SECONDS = 30.0


async def rested(server: ServerProcess) -> None:
    """Waits until the server is idle: what it does behind its clients' backs is done.

    Raises:
        TimeoutError: it does not come to rest.
    """
    async with asyncio.timeout(MOST_SECONDS):
        before = server.cpu_seconds()
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            now = server.cpu_seconds()
            if now - before < IDLE_SHARE * LOOK_SECONDS:
                return
            before = now
