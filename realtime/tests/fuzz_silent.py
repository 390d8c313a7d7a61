"""Peers that fall silent without a word: how soon the server knows [WS6].

In real time, which takes three quarters of a minute; the suites have a test of it in a thousandth.
"""

import asyncio
import os
import signal
import time

from client import Client
from node_programs import StockClient

# The promise, and the delay after which a client that ended is forgotten [AW4].
PROMISED_SECONDS = 45.0
FORGOTTEN_SECONDS = 4.0
# On a machine that has much else to do.
GRACE_SECONDS = 2.0
WORK_SECONDS = 0.05


async def silence_is_noticed(url: str, *, busy: bool) -> float:
    """Stops a stock client as a machine that sleeps does; seconds until the others were told.

    In a busy room the server has something to send to it all the time.
    """
    room = "silent-busy" if busy else "silent-quiet"
    state = {"user": {"name": "Sleeper"}}
    async with (
        StockClient.joined(3, url, room) as sleeper,
        Client.joined(f"{url}/{room}", client_id=1) as ada,
    ):
        sleeper.announce(state)
        await ada.until(lambda: any(b"Sleeper" in one for _, one in ada.states.values()))
        os.kill(sleeper.pid, signal.SIGSTOP)
        working = asyncio.create_task(work(ada)) if busy else None
        try:
            began = time.monotonic()
            await told(ada)
            waited = time.monotonic() - began
        finally:
            os.kill(sleeper.pid, signal.SIGCONT)
            if working:
                working.cancel()
        # It wakes up, and comes back by itself.
        ada.type("good morning")
        await sleeper.until(lambda: sleeper.text.endswith("good morning"))
    return waited


async def told(client: Client) -> None:
    """Waits until nobody else is here any more."""
    async with asyncio.timeout(PROMISED_SECONDS + FORGOTTEN_SECONDS + GRACE_SECONDS):
        while any(state != b"null" for _, state in client.states.values()):
            await asyncio.sleep(0.1)


async def work(client: Client) -> None:
    while True:
        client.type("still here; ")
        await asyncio.sleep(WORK_SECONDS)
