"""Compacts one document's log in the store, and the history of its room if it is open.

A room goes on meanwhile: what comes is behind the log that was read, and stays as it came.
"""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from .compaction import Compactor, Outcome
from .errors import RealtimeError
from .history import History
from .holding import Holding, Short
from .journal import Journal
from .stores.base import Store, Stored
from .update import scan_kept

log = logging.getLogger(__name__)

Result = TypeVar("Result")


class MemoryDiffers(RealtimeError):
    """An open room does not hold what the store holds of it."""


class LogCompaction:
    """`compact` is never called twice at once."""

    def __init__(
        self, store: Store, journal: Journal, compactor: Compactor, thread: ThreadPoolExecutor
    ) -> None:
        """`thread` is where the store is called."""
        self._store = store
        self._journal = journal
        self._compactor = compactor
        self._thread = thread
        self.quarantined = 0
        """Updates that were found to be beyond compaction."""

    async def compact(self, room: str, epoch: str, history: History | None) -> bool:
        """Puts the short form of a log in its place, and in that of an open room's `history`.

        False if there is nothing to do, or no more.

        Raises:
            RealtimeError: it did not happen, and everything is as it was.
        """
        if history is None:
            return await self._shorten(room, epoch, None) is not None
        history.compaction_begins()
        short = None
        try:
            short = await self._shorten(room, epoch, history)
        finally:
            history.compaction_ends(short)
        return short is not None

    async def _shorten(self, room: str, epoch: str, history: History | None) -> Short | None:
        expected = history.holding() if history else None
        if history:
            # The store is to hold all that must be in the short form.
            await self._journal.durable()
        read = await self._call(partial(self._store.load, room, epoch))
        if not read.tail and not history:
            return None
        outcome = await self._compactor.compact(read.compactable)
        now = history.holding() if history else None
        memory = (expected, now) if expected and now else None
        return await self._call(partial(self._put, room, epoch, read, outcome, memory))

    def _put(
        self,
        room: str,
        epoch: str,
        read: Stored,
        outcome: Outcome,
        memory: tuple[Holding, Holding] | None,
    ) -> Short | None:
        """Replaces a log; None if it is another one by now.

        What an open room held when the log was not read yet, and what it holds now, are bounds of
        what may be in it.
        """
        update, holding = outcome.compacted
        culprits = [read.compactable[at] for at in outcome.culprits]
        raw = [*read.quarantine, *culprits]
        if memory:
            holding = Holding.of([holding, *map(scan_kept, raw)])
            least, most = memory
            if not holding.holds(least) or not most.holds(holding):
                raise MemoryDiffers("the store and the memory of the room differ")
        numbers = [read.number(at) for at in outcome.culprits]
        if not self._store.replace(room, epoch, read, update, numbers):
            return None
        if culprits:
            self.quarantined += len(culprits)
            log.error("updates %s are kept as they are", numbers, extra={"room": room})
        return Short([update, *raw], holding)

    async def _call(self, call: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._thread, call)
