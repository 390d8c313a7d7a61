"""A peer in a call that shares no code with our page, as a test sees it: by names, and waiting."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Self

from foreign_call import ForeignCall, Other
from foreign_media import Received
from foreign_socket import CallSocket

WAIT_SECONDS = 30  # a call comes about within a second or two; browsers on two busy cores take more
SEEN_PICTURES = 10  # that moved
HEARD_SECONDS = 0.5
HEARD_ENERGY = 0.001  # the mean square of a voice; silence has none


class ForeignPeer(ForeignCall):
    """In a room and its call from `arriving` on."""

    @classmethod
    @contextlib.asynccontextmanager
    async def arriving(
        cls,
        base: str,
        room: str,
        name: str,
        *,
        client_id: int,
        peer: str | None = None,
        says_media: bool = True,
        headers: dict[str, str] | None = None,
    ) -> AsyncIterator[Self]:
        """Joins the room at `base` and its call; an owner says so in `headers`."""
        entering = CallSocket.entering(base, room, name, client_id=client_id, headers=headers)
        async with entering as socket:
            self = cls(socket, peer, says_media=says_media)
            try:
                yield self
            finally:
                await self.leave()

    async def until(self, condition: Callable[[], bool]) -> None:
        """Waits for what a message or a frame makes true."""
        async with asyncio.timeout(WAIT_SECONDS):
            while not condition():
                for task in self.tasks:
                    if task.done():
                        task.result()
                self.progress.clear()
                await self.progress.wait()

    async def meets(self, name: str) -> Other:
        await self.until(lambda: self._find(name) is not None)
        return self.other(name)

    def other(self, name: str) -> Other:
        found = self._find(name)
        assert found, f"{name} is not in the call"
        return found

    def received(self, name: str, kind: str) -> Received:
        """What came of a `microphone`, `camera`, `screen` or `screen-audio`, and may be played."""
        other = self._find(name)
        # Nobody plays what a listener sends [CA8].
        if other is None or other.member.participant in self.socket.listeners:
            return Received()
        return other.link.received(kind)

    async def sees(self, name: str, kind: str = "camera") -> None:
        """Waits until pictures go on arriving from somebody, and move."""
        await self._grows(lambda: self.received(name, kind).moves, SEEN_PICTURES)

    async def hears(self, name: str, kind: str = "microphone") -> None:
        """Waits until sound goes on arriving from somebody, and is no silence."""
        await self._grows(lambda: self.received(name, kind).seconds, HEARD_SECONDS)
        least = HEARD_SECONDS * HEARD_ENERGY
        await self._grows(lambda: self.received(name, kind).energy, least)

    async def sees_and_hears(self, name: str) -> None:
        await self.sees(name)
        await self.hears(name)

    async def offer(self, name: str) -> None:
        await self.offer_to(self.other(name).member.peer)

    async def begin_anew(self, name: str) -> None:
        """Under the next epoch [CA7]."""
        await self.renew_with(self.other(name).member.peer)

    def _find(self, name: str) -> Other | None:
        found = [other for other in self.others.values() if other.member.name == name]
        assert len(found) < 2, f"{name} is in the call twice"
        return found[0] if found else None

    async def _grows(self, figure: Callable[[], float], by: float) -> None:
        start = figure()

        def has_grown() -> bool:
            nonlocal start
            # A new epoch counts from nothing again.
            start = min(start, figure())
            return figure() >= start + by

        await self.until(has_grown)
