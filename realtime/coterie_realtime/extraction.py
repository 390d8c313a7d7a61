"""Has a child process read the files out of documents, one document at a time.

The child is started when it is first needed and kept. When it dies, takes too long or was given
a large document, it is ended, and the next document gets another one.
"""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from contextlib import suppress

from .errors import RealtimeError
from .extraction_frames import DONE, LENGTH, READY, encode_job
from .limits import (
    EXTRACTION_RETIRE_BYTES,
    EXTRACTION_SECONDS,
    EXTRACTION_START_SECONDS,
    MAX_FILES_ANSWER_BYTES,
    MIB,
)

CHILD = "coterie_realtime.extraction_child"

# Around the files, in the child's answer.
ANSWER_OVERHEAD_BYTES = 1_024


class ExtractionFailed(RealtimeError):
    """The child could not read this document, or died; the next one gets a new child."""


class ExtractionTooSlow(ExtractionFailed):
    """This document takes longer than a child is given."""


class Extractor:
    """The child, as seen from the node's event loop. `extract` is never called twice at once."""

    def __init__(self) -> None:
        self._process: Process | None = None

    async def extract(self, updates: Sequence[bytes]) -> bytes:
        """The JSON of a document's files (`document_files.files_json`).

        Raises:
            ExtractionFailed: there is none.
        """
        job = await asyncio.to_thread(encode_job, updates)
        fit_for_more = False
        try:
            process = await self._ready()
            answer = await _ask(process, job)
            fit_for_more = len(job) <= EXTRACTION_RETIRE_BYTES and answer[:1] == DONE
        except (OSError, EOFError) as error:
            raise ExtractionFailed(f"the child died: {type(error).__name__}") from error
        finally:
            if not fit_for_more:
                await self.close()
        if answer[:1] != DONE:
            raise ExtractionFailed(answer[1:].decode("ascii", "replace"))
        return answer[1:]

    async def close(self) -> None:
        """Ends the child, whatever it does."""
        process, self._process = self._process, None
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

    async def _ready(self) -> Process:
        if self._process and self._process.returncode is None:
            return self._process
        await self.close()
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", CHILD),
            stdin=PIPE,
            stdout=PIPE,
            # A panic quotes the text that it stumbled over.
            stderr=asyncio.subprocess.DEVNULL,
            env=_environment(),
            limit=MIB,
        )
        try:
            async with asyncio.timeout(EXTRACTION_START_SECONDS):
                await _stdout(self._process).readexactly(len(READY))
        except TimeoutError:
            raise ExtractionFailed("the child did not start in time") from None
        return self._process


async def _ask(process: Process, job: bytes) -> bytes:
    try:
        async with asyncio.timeout(EXTRACTION_SECONDS):
            if process.stdin is None:
                raise AssertionError("started without a pipe")
            process.stdin.write(job)
            await process.stdin.drain()
            stdout = _stdout(process)
            size = LENGTH.unpack(await stdout.readexactly(LENGTH.size))[0]
            if size > MAX_FILES_ANSWER_BYTES + ANSWER_OVERHEAD_BYTES:
                raise ExtractionFailed("an answer beyond all bounds")
            return await stdout.readexactly(size)
    except TimeoutError:
        raise ExtractionTooSlow("the document takes too long to read") from None


def _stdout(process: Process) -> asyncio.StreamReader:
    if process.stdout is None:
        raise AssertionError("started without a pipe")
    return process.stdout


def _environment() -> dict[str, str]:
    """What Python needs to find its modules, and none of the node's secrets."""
    kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ}
    return {**kept, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
