"""Has a child process compact documents, and finds the updates that it cannot.

Whatever happens to the child, nothing is lost: what is not answered stays as it was.
"""

import asyncio
import logging
from collections.abc import Sequence
from typing import NamedTuple

from .child import Child, ChildFailed, NoChild
from .compact import Compacted, decode_compacted
from .limits import (
    COMPACTION_SECONDS,
    ISOLATION_SECONDS,
    MAX_COMPACTION_ANSWER_BYTES,
    MAX_COMPACTION_BYTES,
)

log = logging.getLogger(__name__)

CHILD = "coterie_realtime.compaction_child"


class Outcome(NamedTuple):
    """What became of a log."""

    compacted: Compacted
    """All but the culprits."""
    culprits: list[int]
    """Updates that end the child, by their place in the log."""


class Compactor:
    """`compact` is never called twice at once."""

    def __init__(self) -> None:
        self._child = Child(CHILD, MAX_COMPACTION_ANSWER_BYTES)

    async def compact(self, updates: Sequence[bytes]) -> Outcome:
        """The short form of a log.

        Raises:
            ChildFailed: there is none, and no single update is to blame.
        """
        if sum(map(len, updates)) > MAX_COMPACTION_BYTES:
            raise ChildFailed("the log is too long")
        for _ in range(2):
            # The first time it may have been killed from outside.
            try:
                return Outcome(await self._ask(updates), [])
            except NoChild:
                raise
            except ChildFailed as error:
                reason = error
        log.error("a log of %d updates cannot be compacted: %s", len(updates), reason)
        try:
            async with asyncio.timeout(ISOLATION_SECONDS):
                culprits = await self._culprits(list(enumerate(updates)))
        except TimeoutError:
            raise ChildFailed("it takes too long to find who is to blame") from reason
        innocent = [update for at, update in enumerate(updates) if at not in culprits]
        if not culprits or not innocent:
            raise ChildFailed("no single update is to blame") from reason
        return Outcome(await self._ask(innocent), culprits)

    async def close(self) -> None:
        """Ends the child, whatever it does."""
        await self._child.close()

    async def _ask(self, updates: Sequence[bytes]) -> Compacted:
        answer = await self._child.ask(updates, COMPACTION_SECONDS)
        return await asyncio.to_thread(decode_compacted, answer)

    async def _culprits(self, suspects: list[tuple[int, bytes]]) -> list[int]:
        """Of updates that fail together those that fail alone."""
        if len(suspects) == 1:
            return [suspects[0][0]]
        middle = len(suspects) // 2
        found: list[int] = []
        for half in (suspects[:middle], suspects[middle:]):
            try:
                await self._ask([update for _, update in half])
            except NoChild:
                raise
            except ChildFailed:
                found += await self._culprits(half)
        return found
