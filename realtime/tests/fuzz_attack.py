"""Hostile input by the batch, against a node on its own and one that has a Django."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from random import Random

from conftest import Managed
from fuzz_bytes import HEAD, ByteMaker
from fuzz_frames import FrameMaker, signals_and_chat
from fuzz_sockets import TAKEN, HostileSocket, answer_to

from coterie_realtime.close_codes import CloseCode

SENDERS = 32
ROOMS = tuple(f"hostile-{number}" for number in range(8))
MANAGED_ROOMS = tuple(f"00000000-0000-4000-8000-00000000000{number}" for number in range(3))
# Of a hundred inputs: messages to a node on its own, to one with a Django, and less than messages.
SHARES = (78, 14, 8)
ALLOWED = frozenset(
    (TAKEN, CloseCode.TOO_BIG, CloseCode.MALFORMED, CloseCode.FORBIDDEN, CloseCode.DOCUMENT_FULL)
)
# A failing input in full would fill the screen.
SHOWN_BYTES = 300


@dataclass(frozen=True)
class Targets:
    """Where the attack goes."""

    alone: str
    managed: Managed


@dataclass
class Attack:
    """What was sent, and how the servers took it."""

    seed: int
    targets: Targets
    recorded: Sequence[bytes]
    outcomes: Counter[int] = field(default_factory=Counter)
    """By close code; TAKEN for those that closed nothing."""
    kinds: Counter[str] = field(default_factory=Counter)

    @property
    def count(self) -> int:
        """Inputs that were sent and handled."""
        return self.kinds.total()

    async def batch(self, number: int, size: int) -> None:
        """Sends so many inputs, from many sockets at once; the same for the same number.

        Raises:
            AssertionError: one of them was not taken as it should; it says which.
        """
        async with asyncio.TaskGroup() as group:
            for sender in range(SENDERS):
                random = Random(f"{self.seed}/{number}/{sender}")
                share = size // SENDERS + (sender < size % SENDERS)
                group.create_task(self._send(random, share, f"{number}/{sender}"))

    async def _send(self, random: Random, count: int, where: str) -> None:
        parts = [round(count * share / 100) for share in SHARES[1:]]
        alone = count - sum(parts)
        makers = FrameMaker(random, self.recorded)
        room = random.choice(ROOMS)
        control = random.choice(("", "?coterie=1"))
        url = f"{self.targets.alone}/{room}{control}"
        await self._messages(lambda: url, makers.make, alone, where)

        managed = replace(self.targets.managed, room=random.choice(MANAGED_ROOMS))
        role = random.choice(("viewer", "editor"))
        name = f"user-{random.randrange(4)}"
        await self._messages(
            lambda: managed.link(role=role, sub=name), makers.make, parts[0] // 2, where
        )
        await self._relayed(managed.link(role=role, sub=name), random, parts[0] - parts[0] // 2)
        await self._less_than_messages(ByteMaker(random), random, parts[1], where)

    async def _messages(
        self, url: Callable[[], str], make: Callable[[], tuple[str, bytes]], count: int, where: str
    ) -> None:
        while count > 0:
            async with HostileSocket.open(url()) as socket:
                while count > 0 and not socket.is_closed:
                    kind, message = make()
                    count -= 1
                    await self._one(socket, kind, message, where)

    async def _one(self, socket: HostileSocket, kind: str, message: bytes, where: str) -> None:
        try:
            outcome = await socket.outcome(message)
            assert outcome in ALLOWED, f"closed with {outcome}"
        except (AssertionError, TimeoutError) as error:
            shown = message[:SHOWN_BYTES].hex()
            raise AssertionError(
                f"seed {self.seed}, {where}, {kind} of {len(message)} bytes: {error!r}: {shown}"
            ) from None
        self.kinds[kind] += 1
        self.outcomes[outcome] += 1

    async def _relayed(self, url: str, random: Random, count: int) -> None:
        """Signals and chat of one who may send them, to itself."""
        while count > 0:
            async with HostileSocket.open(url) as socket:
                while count > 0 and not socket.is_closed:
                    count -= 1
                    message = signals_and_chat(random, socket.connection)
                    await self._one(socket, "signals and chat", message, "relayed")

    async def _less_than_messages(
        self, maker: ByteMaker, random: Random, count: int, where: str
    ) -> None:
        managed = self.targets.managed
        for _ in range(count):
            kind = random.choice(("bytes", "bytes", "request", "token"))
            url, may_enter = self.targets.alone, True
            if kind == "bytes":
                sent = HEAD % b"hostile-bytes" + maker.frames()
            elif kind == "request":
                sent = maker.head()
            else:
                url, token = managed.url, managed.link().partition("token=")[2].partition("&")[0]
                sent, may_enter = maker.claim(managed.room, token)
            shown = f"seed {self.seed}, {where}, {kind}: {sent[:SHOWN_BYTES]!r}"
            try:
                said = await answer_to(port_of(url), sent)
            except TimeoutError:
                raise AssertionError(f"hangs: {shown}") from None
            # Who is let in is told who it is.
            assert may_enter or b'"participant"' not in said, f"let in: {shown}"
            self.kinds[kind] += 1
            self.outcomes[TAKEN] += 1


def port_of(url: str) -> int:
    return int(url.rsplit(":", 1)[1])
