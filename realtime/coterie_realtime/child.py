"""A child process that works on one document at a time, as seen from the node's event loop.

It is started when it is first needed and kept. When it dies, takes too long or was given a large
document, it is ended, and the next document gets another one.
"""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from contextlib import suppress

from .child_frames import DONE, LENGTH, READY, encode_job
from .errors import RealtimeError
from .limits import CHILD_RETIRE_BYTES, CHILD_START_SECONDS, MIB


class ChildFailed(RealtimeError):
    """The child could not do this document, or died; the next one gets a new child."""


class ChildTooSlow(ChildFailed):
    """This document takes longer than a child is given."""


class NoChild(ChildFailed):
    """None could be started; that says nothing about the document."""


class Child:
    """One process at most; `ask` is never called twice at once."""

    def __init__(self, module: str, max_answer_bytes: int) -> None:
        """`module` is run as a program that calls `child_process.serve`."""
        self._module = module
        self._max_answer_bytes = max_answer_bytes
        self._process: Process | None = None

    async def ask(self, updates: Sequence[bytes], seconds: float) -> bytes:
        """What the child makes of a document's updates.

        Raises:
            ChildFailed: nothing, or not within `seconds`.
        """
        job = await asyncio.to_thread(encode_job, updates)
        fit_for_more = False
        try:
            process = await self._ready()
            async with asyncio.timeout(seconds):
                answer = await self._answer(process, job)
            fit_for_more = len(job) <= CHILD_RETIRE_BYTES and answer[:1] == DONE
        except TimeoutError:
            raise ChildTooSlow("the document takes too long to read") from None
        except (OSError, EOFError) as error:
            raise ChildFailed(f"the child died: {type(error).__name__}") from error
        finally:
            if not fit_for_more:
                await self.close()
        if answer[:1] != DONE:
            raise ChildFailed(answer[1:].decode("ascii", "replace"))
        return answer[1:]

    async def close(self) -> None:
        """Ends the child, whatever it does."""
        process = self._process
        if process is None:
            return
        if process.returncode is None:
            # Not `process.kill`, which takes the exit status from the event loop of asyncio.
            with suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGKILL)
        if process.stdin:
            process.stdin.close()
        # What it still said is read, or its end would never be seen.
        await process.communicate()
        # Not before: whoever gives up waiting for this leaves it to the next who closes.
        self._process = None

    async def _ready(self) -> Process:
        if self._process and self._process.returncode is None:
            return self._process
        await self.close()
        try:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", "-m", self._module),
                stdin=PIPE,
                stdout=PIPE,
                # A panic quotes the text that it stumbled over.
                stderr=asyncio.subprocess.DEVNULL,
                env=_environment(),
                limit=MIB,
            )
            async with asyncio.timeout(CHILD_START_SECONDS):
                await _stdout(self._process).readexactly(len(READY))
        except TimeoutError:
            raise NoChild("the child did not start in time") from None
        except (OSError, EOFError) as error:
            raise NoChild(f"the child did not start: {type(error).__name__}") from error
        return self._process

    async def _answer(self, process: Process, job: bytes) -> bytes:
        if process.stdin is None:
            raise AssertionError("started without a pipe")
        process.stdin.write(job)
        await process.stdin.drain()
        stdout = _stdout(process)
        size = LENGTH.unpack(await stdout.readexactly(LENGTH.size))[0]
        if size > self._max_answer_bytes:
            raise ChildFailed("an answer beyond all bounds")
        return await stdout.readexactly(size)


def _stdout(process: Process) -> asyncio.StreamReader:
    if process.stdout is None:
        raise AssertionError("started without a pipe")
    return process.stdout


def _environment() -> dict[str, str]:
    """What Python needs to find its modules, and none of the node's secrets."""
    kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ}
    return {**kept, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
