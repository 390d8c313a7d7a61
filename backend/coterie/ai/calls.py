"""One call to an engine: within its time, counted, and ended when nobody waits any more."""

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing, contextmanager
from dataclasses import dataclass
from typing import Literal, TypeVar

from django.conf import settings

from coterie.ai.engines.base import Engine, Piece, Usage
from coterie.ai.engines.choice import local_engine
from coterie.ai.errors import EngineError, EngineTimeout
from coterie.ai.limits import MAX_CALLS
from coterie.ai.refusals import EngineFailed, TooManyCalls
from coterie.ai.usage import Count, usage_add_soon
from coterie.config import clock
from coterie.config.ai import Failover
from coterie.rooms.models import Room

log = logging.getLogger(__name__)

T = TypeVar("T")
Ask = Callable[[Engine], AsyncGenerator[Piece, None]]
Kind = Literal["suggestions", "summaries"]

_under_way = 0


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The whole, as it should be taken; it comes last, after its pieces."""

    text: str
    engine: str
    """As people read it."""
    is_remote: bool
    redacted: int
    """How many secrets were taken out of what was sent."""


@contextmanager
def call_slot() -> Iterator[None]:
    """Bounds the calls that are under way in this process; raises TooManyCalls."""
    global _under_way  # noqa: PLW0603
    if _under_way >= MAX_CALLS:
        raise TooManyCalls
    _under_way += 1
    try:
        yield
    finally:
        _under_way -= 1


class Call:
    """Asks an engine once; `engine` is the one that answered in the end."""

    def __init__(self, *, engine: Engine, room: Room | None, kind: Kind, deadline: float) -> None:
        """`deadline` is in seconds of the running event loop's time."""
        self.engine = engine
        self._room = room
        self._kind: Kind = kind
        self._deadline = deadline
        self._usage = Usage()
        # The caller has all that it wants, though more may come.
        self.is_enough = False

    async def pieces(self, ask: Ask) -> AsyncGenerator[str, None]:
        """Text in order; raises EngineErrors."""
        began = time.monotonic()
        outcome = "cancelled"
        try:
            async with aclosing(self._tried(ask)) as stream:
                async for piece in stream:
                    if isinstance(piece, Usage):
                        self._usage = piece
                    else:
                        yield piece
            outcome = ""
        except EngineError:
            outcome = "failures"
            raise
        finally:
            if self.is_enough:
                outcome = ""
            self._count(outcome, int((time.monotonic() - began) * 1000))

    async def _tried(self, ask: Ask) -> AsyncGenerator[Piece, None]:
        has_begun = False
        try:
            async with aclosing(_in_time(ask(self.engine), self._deadline)) as stream:
                async for piece in stream:
                    has_begun = True
                    yield piece
            return
        except EngineError as error:
            fails_over = self.engine.is_remote and settings.AI.failover is Failover.LOCAL
            if has_begun or not fails_over:
                raise
            log.warning("%s gave no answer, the local engine does: %s", self.engine.name, error)
            self._count("failures", 0)
        self.engine = local_engine()
        async with aclosing(_in_time(ask(self.engine), self._deadline)) as stream:
            async for piece in stream:
                yield piece

    def count_cached(self) -> None:
        """The answer was known already."""
        self._add(Count(suggestions=1, cached=1))

    def answer(self, text: str, *, redacted: int) -> Answer:
        return Answer(
            text=text,
            engine=self.engine.label,
            is_remote=self.engine.is_remote,
            redacted=redacted if self.engine.is_remote else 0,
        )

    def _count(self, outcome: str, milliseconds: int) -> None:
        figures = {
            self._kind: 1,
            "input_tokens": self._usage.input_tokens,
            "output_tokens": self._usage.output_tokens,
            "milliseconds": milliseconds,
        }
        if outcome:
            figures[outcome] = 1
        self._add(Count(**figures))

    def _add(self, count: Count) -> None:
        if self._room is not None:
            day = clock.now().date()
            usage_add_soon(room_id=self._room.pk, day=day, engine=self.engine.name, count=count)


async def failures_told(stream: AsyncGenerator[T, None]) -> AsyncGenerator[T, None]:
    """The stream, with the errors of engines as refusals, and a line in the log for each."""
    async with aclosing(stream):
        try:
            async for part in stream:
                yield part
        except EngineError as error:
            log.warning("%s gave no answer: %s: %s", settings.AI.engine, error.code, error)
            raise EngineFailed(error) from error


async def _in_time(
    stream: AsyncGenerator[Piece, None], deadline: float
) -> AsyncGenerator[Piece, None]:
    async with aclosing(stream):
        while True:
            try:
                # Around each piece: a timeout must not strike while the caller has the turn.
                async with asyncio.timeout_at(deadline):
                    piece = await anext(stream, None)
            except TimeoutError:
                raise EngineTimeout("The engine did not answer in time.") from None
            if piece is None:
                return
            yield piece
