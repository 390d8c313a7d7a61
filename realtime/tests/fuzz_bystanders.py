"""Two people who work while others attack: what they type arrives, and is saved."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from typing import Self

from client import Client

# A letter would be enough, but then the room never sees a text replaced.
KEPT_CHARACTERS = 100
PATIENCE_SECONDS = 20


class Bystanders:
    """Two real clients in a room of their own."""

    def __init__(self, ada: Client, bob: Client, clock: Callable[[], float]) -> None:
        self.waits: list[float] = []
        """Seconds from typing until the other has it and it is acknowledged, by exchange."""
        self._pair = (ada, bob)
        self._clock = clock

    @classmethod
    @contextlib.asynccontextmanager
    async def joined(
        cls, ada_url: str, bob_url: str, clock: Callable[[], float] = time.monotonic
    ) -> AsyncIterator[Self]:
        """Both addresses ask for control messages; `clock` says by what waits are measured."""
        async with (
            Client.joined(ada_url, client_id=1) as ada,
            Client.joined(bob_url, client_id=2) as bob,
        ):
            yield cls(ada, bob, clock)

    async def exchange(self) -> None:
        """One types, the other reads it, the server says that it is saved; and the other way."""
        for writer, reader in (self._pair, self._pair[::-1]):
            started = self._clock()
            saved = writer.acknowledged
            writer.edit(
                lambda text: (
                    text.insert(0, f"{len(self.waits)}; ")
                    if len(text) < KEPT_CHARACTERS
                    else text.clear()
                )
            )
            expected = str(writer.text)
            await reader.until(lambda: str(reader.text) == expected)  # noqa: B023
            await writer.until(lambda: writer.acknowledged > saved)  # noqa: B023
            self.waits.append(self._clock() - started)

    async def exchange_next(self) -> None:
        """While `work` goes on: waits for exchanges that began from now on."""
        wanted = len(self.waits) + 4
        async with asyncio.timeout(PATIENCE_SECONDS):
            while len(self.waits) < wanted:
                await asyncio.sleep(0.005)

    async def work(self, pause: float = 0.02) -> None:
        """Exchanges without end, with a breath in between."""
        while True:
            await self.exchange()
            await asyncio.sleep(pause)
