"""Group commit: updates of all rooms go to the store in batches, acknowledged after the commit.

The journal never gives up: a store that fails is tried again, and nothing is acknowledged
meanwhile. Order is kept, so an entry is durable only when all before it are.
"""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from .close_codes import CloseCode
from .errors import Refused, StoreError
from .limits import (
    COMMIT_RETRY_SECONDS,
    COMMIT_WINDOW_SECONDS,
    ENTRY_BYTES,
    MAX_UNCOMMITTED_BYTES,
    SHUTDOWN_FLUSH_SECONDS,
)
from .stores.base import Append, Store

log = logging.getLogger(__name__)


class _Entry(NamedTuple):
    append: Append | None
    durable: Callable[[], None]


class Journal:
    """One writer for one store; lives on one event loop."""

    def __init__(self, store: Store, failing_changed: Callable[[bool], None]) -> None:
        """`failing_changed` is told when the store begins to fail, and when it works again."""
        self._store = store
        self._failing_changed = failing_changed
        self._waiting: list[_Entry] = []
        self._waiting_bytes = 0
        """Of `_waiting` and the batch that is being written."""
        self._wake = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self.failing = False
        """The last attempt to write failed."""
        # One thread: batches must reach the store in order.
        self._thread = ThreadPoolExecutor(1, "journal")
        self._task = asyncio.get_running_loop().create_task(self._write())
        self._task.add_done_callback(self._ended)

    def append(self, append: Append | None, durable: Callable[[], None]) -> None:
        """Queues an update; `durable` is called on the loop after its commit.

        With None nothing is written: `durable` is called when all before it is durable.

        Raises:
            Refused: too much waits for the store; the update was not taken.
        """
        size = _size(append)
        if self._waiting_bytes + size > MAX_UNCOMMITTED_BYTES:
            raise Refused(CloseCode.UNAVAILABLE, "the store is not keeping up")
        self._waiting.append(_Entry(append, durable))
        self._waiting_bytes += size
        self._idle.clear()
        self._wake.set()

    def _ended(self, task: "asyncio.Task[None]") -> None:
        if not task.cancelled() and (error := task.exception()):
            # Nothing is written any more: the probes must say so.
            log.critical("the journal ended", exc_info=error)
            self._set_failing(True)

    async def flush(self) -> bool:
        """Waits until nothing waits, for a bounded time; tells whether it came to that."""
        try:
            await asyncio.wait_for(self._idle.wait(), SHUTDOWN_FLUSH_SECONDS)
        except TimeoutError:
            return False
        return True

    async def close(self) -> None:
        """Writes what waits and ends the writer; the store stays open."""
        if not await self.flush():
            log.error("the store still fails: %d bytes were never saved", self._waiting_bytes)
        self._task.cancel()
        await asyncio.wait({self._task})
        self._thread.shutdown(wait=True)

    async def _write(self) -> None:
        while True:
            await self._wake.wait()
            await asyncio.sleep(COMMIT_WINDOW_SECONDS)
            self._wake.clear()
            batch, self._waiting = self._waiting, []
            updates = [entry.append for entry in batch if entry.append]
            if updates:
                await self._commit(updates)
            self._waiting_bytes -= sum(_size(entry.append) for entry in batch)
            for entry in batch:
                entry.durable()
            if not self._waiting:
                self._idle.set()

    async def _commit(self, updates: list[Append]) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                await loop.run_in_executor(self._thread, self._store.append, updates)
            except StoreError as error:
                if not self.failing:
                    log.error("the store fails, edits wait: %s", error)
                    self._set_failing(True)
                await asyncio.sleep(COMMIT_RETRY_SECONDS)
            else:
                if self.failing:
                    log.warning("the store works again")
                    self._set_failing(False)
                return

    def _set_failing(self, failing: bool) -> None:
        self.failing = failing
        self._failing_changed(failing)


def _size(append: Append | None) -> int:
    return ENTRY_BYTES + (len(append.update) if append else 0)
