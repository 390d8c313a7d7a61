"""Group commit: updates of all rooms go to the store in batches, acknowledged after the commit.

The journal never gives up: a store that fails is tried again, and nothing is acknowledged
meanwhile. Order is kept, so an entry is durable only when all before it are.
"""

import asyncio
import logging
import time
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
from .metrics import Metrics
from .stores.base import Append, ChatLine, Store

log = logging.getLogger(__name__)


class _Entry(NamedTuple):
    append: Append | ChatLine | None
    durable: Callable[[], None]


class Journal:
    """One writer for one store; lives on one event loop."""

    def __init__(
        self,
        store: Store,
        failing_changed: Callable[[bool], None],
        metrics: Metrics | None = None,
    ) -> None:
        """`failing_changed` is told when the store begins to fail, and when it works again."""
        self.metrics = metrics or Metrics()
        self._store = store
        self._failing_changed = failing_changed
        self._waiting: list[_Entry] = []
        self._waiting_bytes = 0
        """Of `_waiting` and the batch that is being written."""
        self._waiting_since = 0.0
        """When the first of `_waiting` came."""
        self._wake = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self.failing = False
        """The last attempt to write failed."""
        # One thread: batches must reach the store in order.
        self._thread = ThreadPoolExecutor(1, "journal")
        self._task = asyncio.get_running_loop().create_task(self._write())
        self._task.add_done_callback(self._ended)

    def append(self, append: Append | ChatLine | None, durable: Callable[[], None]) -> None:
        """Queues an update or a chat line; `durable` is called on the loop after its commit.

        With None nothing is written: `durable` is called when all before it is durable.

        Raises:
            Refused: too much waits for the store; the update was not taken.
        """
        size = _size(append)
        if self._waiting_bytes + size > MAX_UNCOMMITTED_BYTES:
            raise Refused(CloseCode.UNAVAILABLE, "the store is not keeping up")
        if not self._waiting:
            self._waiting_since = time.monotonic()
        self._waiting.append(_Entry(append, durable))
        self._waiting_bytes += size
        self._idle.clear()
        self._wake.set()

    @property
    def waiting_bytes(self) -> int:
        """Of all that is not written yet."""
        return self._waiting_bytes

    async def durable(self) -> None:
        """Waits until all that was appended before is durable, however long that takes.

        Raises:
            Refused: too much waits for the store.
        """
        done = asyncio.get_running_loop().create_future()
        self.append(None, lambda: None if done.done() else done.set_result(None))
        await done

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
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            await self._wake.wait()
            # At once after a pause; otherwise what comes within the window shares a transaction.
            await asyncio.sleep(due - loop.time())
            self._wake.clear()
            await self._write_waiting()
            if not self._waiting:
                self._idle.set()
            due = loop.time() + COMMIT_WINDOW_SECONDS

    async def _write_waiting(self) -> None:
        # Not in the loop above: what a batch refers to may leave memory before the next one.
        batch, self._waiting = self._waiting, []
        since = self._waiting_since
        updates = [entry.append for entry in batch if entry.append]
        if updates:
            await self._commit(updates)
        self._waiting_bytes -= sum(_size(entry.append) for entry in batch)
        for entry in batch:
            entry.durable()
        if updates:
            self.metrics.ack_lag.observe(time.monotonic() - since)

    async def _commit(self, updates: list[Append | ChatLine]) -> None:
        loop = asyncio.get_running_loop()
        while True:
            began = loop.time()
            try:
                await loop.run_in_executor(self._thread, self._store.append, updates)
            except StoreError as error:
                self.metrics.store_errors += 1
                if not self.failing:
                    log.error("the store fails, edits wait: %s", error)
                    self._set_failing(True)
                await asyncio.sleep(COMMIT_RETRY_SECONDS)
            else:
                self.metrics.commit.observe(loop.time() - began)
                if self.failing:
                    log.warning("the store works again")
                    self._set_failing(False)
                return

    def _set_failing(self, failing: bool) -> None:
        self.failing = failing
        self._failing_changed(failing)


def _size(append: Append | ChatLine | None) -> int:
    if append is None:
        return ENTRY_BYTES
    return ENTRY_BYTES + len(append.data if isinstance(append, ChatLine) else append.update)
