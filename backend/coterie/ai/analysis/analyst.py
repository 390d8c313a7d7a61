"""A child process that is asked one thing at a time: started when needed, killed when too slow."""

import asyncio
import atexit
import json
import logging
import os
import selectors
import struct
import subprocess
import sys
import threading
import time
from functools import partial
from pathlib import Path
from typing import IO, Any, cast

from coterie.ai.analysis.limits import (
    MAX_MESSAGE_BYTES,
    MAX_WAITING,
    START_SECONDS,
    WARM_SECONDS,
)
from coterie.ai.analysis.worker import Worker

log = logging.getLogger(__name__)

BACKEND = Path(__file__).resolve().parents[3]
HEAD = struct.Struct(">I")
READ_BYTES = 64 * 1024


class AnalysisFailed(Exception):
    """No answer: too many wait, it took too long, or the child ended."""


class Analyst:
    """Any thread and any event loop may ask; one thread speaks to the child.

    The child sees nothing of this process' environment, where keys are.
    """

    def __init__(self, kind: str, cache_folder: Path | None = None) -> None:
        """`kind` is what the child prepares for (see `child`)."""
        self._kind = kind
        self._cache_folder = cache_folder
        self._worker = Worker(f"ai-{kind}")
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._waiting = 0
        self._is_warm = False
        # Its questions' end would end it too, save in the middle of an answer.
        atexit.register(self._exit)

    async def ask(self, job: str, body: object, *, seconds: float) -> Any:  # noqa: ANN401
        """The child's answer, which is JSON; `seconds` do not count those who are before us.

        Raises AnalysisFailed.
        """
        self._enter()
        try:
            future = self._worker.submit(partial(self._ask, job, body, seconds))
        except BaseException:
            self._leave()
            raise
        # Also when cancelled: what has not begun is not done.
        future.add_done_callback(lambda _: self._leave())
        return await asyncio.wrap_future(future)

    @property
    def is_warm(self) -> bool:
        """It has read all that it reads ahead; it answers before that too, slowly."""
        return self._is_warm

    def warm(self) -> None:
        """Starts the child, if it does not run, without waiting for it."""
        self._worker.submit(self._warm)

    def close(self) -> None:
        """Ends the child and waits for that; asked again, it starts anew."""
        self._worker.submit(self._end).result()

    @property
    def pid(self) -> int | None:
        """Of the child that runs, if one does."""
        process = self._process
        return None if process is None else process.pid

    def _enter(self) -> None:
        with self._lock:
            if self._waiting >= MAX_WAITING:
                raise AnalysisFailed("too many wait")
            self._waiting += 1

    def _leave(self) -> None:
        with self._lock:
            self._waiting -= 1

    def _warm(self) -> None:
        try:
            self._running()
        except AnalysisFailed as error:
            log.warning("the %s process did not start: %s", self._kind, error)

    def _warm_up(self, process: "subprocess.Popen[bytes]", step: int) -> None:
        """One step, then whatever was asked meanwhile, then the next."""
        if process is not self._process:
            return
        try:
            has_more = self._exchange(process, ["warm", step], WARM_SECONDS)
        except AnalysisFailed as error:
            log.warning("the %s process did not get warm: %s", self._kind, error)
            return
        self._is_warm = not has_more
        if has_more:
            self._worker.submit(partial(self._warm_up, process, step + 1))

    def _ask(self, job: str, body: object, seconds: float) -> Any:  # noqa: ANN401
        return self._exchange(self._running(), [job, body], seconds)

    def _running(self) -> "subprocess.Popen[bytes]":
        process = self._process
        if process is not None and process.poll() is None:
            return process
        self._end()
        try:
            process = self._process = _start(self._kind, self._cache_folder)
        except OSError as error:
            raise AnalysisFailed(f"{self._kind}: {error.strerror}") from error
        # Its imports take a while, which no question's limit holds.
        self._exchange(process, ["ready", None], START_SECONDS)
        self._worker.submit(partial(self._warm_up, process, 0))
        return process

    def _exchange(
        self,
        process: "subprocess.Popen[bytes]",
        message: object,
        seconds: float,
    ) -> Any:  # noqa: ANN401
        try:
            answer = _exchange(process, json.dumps(message).encode(), time.monotonic() + seconds)
        except (OSError, EOFError, TimeoutError) as error:
            self._end()
            raise AnalysisFailed(f"{self._kind}: {type(error).__name__}") from None
        kind, value = json.loads(answer)
        if kind != "ok":
            raise AnalysisFailed(f"{self._kind}: {value}")
        return value

    def _end(self) -> None:
        self._is_warm = False
        process, self._process = self._process, None
        if process is not None:
            _kill(process)

    def _exit(self) -> None:
        process = self._process
        if process is not None and process.poll() is None:
            process.kill()
            process.wait()


def _start(kind: str, cache_folder: Path | None) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-P", "-m", "coterie.ai.analysis.child", kind]
    if cache_folder is not None:
        cache_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        command.append(str(cache_folder))
    process = subprocess.Popen(  # noqa: S603  # our own program; nothing of a room is in it
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        # Tracebacks would quote room texts.
        stderr=subprocess.DEVNULL,
        env={"PYTHONPATH": str(BACKEND), "LC_ALL": "C.UTF-8"},
        cwd="/",
    )
    for pipe in _pipes(process):
        os.set_blocking(pipe.fileno(), False)
    return process


def _exchange(process: "subprocess.Popen[bytes]", message: bytes, deadline: float) -> bytes:
    """Writes and reads as the pipes allow. Raises OSError, EOFError, TimeoutError."""
    stdin, stdout = _pipes(process)
    rest = memoryview(HEAD.pack(len(message)) + message)
    answer = bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(stdin, selectors.EVENT_WRITE)
        selector.register(stdout, selectors.EVENT_READ)
        while not _is_whole(answer):
            ready = selector.select(deadline - time.monotonic())
            if time.monotonic() >= deadline:
                raise TimeoutError
            for key, _ in ready:
                if key.fileobj is stdout:
                    answer += _read(stdout)
                    continue
                rest = rest[os.write(stdin.fileno(), rest) :]
                if not rest:
                    selector.unregister(stdin)
    return bytes(answer[HEAD.size :])


def _read(stdout: IO[bytes]) -> bytes:
    part = os.read(stdout.fileno(), READ_BYTES)
    if not part:
        raise EOFError
    return part


def _is_whole(answer: bytearray) -> bool:
    if len(answer) < HEAD.size:
        return False
    length: int = HEAD.unpack_from(answer)[0]
    if length > MAX_MESSAGE_BYTES:
        raise EOFError
    return len(answer) >= HEAD.size + length


def _pipes(process: "subprocess.Popen[bytes]") -> tuple[IO[bytes], IO[bytes]]:
    return cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)


def _kill(process: "subprocess.Popen[bytes]") -> None:
    process.kill()
    process.wait()
    for pipe in _pipes(process):
        pipe.close()
