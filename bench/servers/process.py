"""A server in a process of its own, on its core, with what it uses of the machine."""

import os
import socket
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil  # type: ignore[import-untyped]

from servers import cores
from servers.contestants import Contestant
from servers.door import Door

LOOPBACK = "127.0.0.1"
START_SECONDS = 20.0
STOP_SECONDS = 10.0
LOOK_SECONDS = 0.02
# Of what a server said before it failed.
LAST_WORDS = 400
# From CPUCLOCK_SCHED in Linux' posix-timers.h: nanoseconds of a whole process.
PROCESS_CLOCK = 2


class ServerProcess:
    """Started on entering, ended on leaving."""

    def __init__(self, contestant: Contestant, folder: Path) -> None:
        """`folder` is where it may keep files."""
        self.contestant = contestant
        self.port = _free_port()
        self._folder = folder
        self._errors = folder / f"{contestant.key}-{self.port}.log"
        self._process: subprocess.Popen[bytes]

    def __enter__(self) -> Self:
        own = self._folder / str(self.port)
        own.mkdir()
        self._process = self._started(self.contestant.command(own))
        try:
            self._wait_until_it_listens()
        except RuntimeError:
            self._end()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end()

    @property
    def pid(self) -> int:
        return self._process.pid

    def door(self, room: str) -> Door:
        """Where a client gets into a room."""
        return Door(self.contestant.url(self.port, room), room, self.contestant.dialect)

    def cpu_seconds(self) -> float:
        """Of the process and its children, from its start."""
        return cpu_seconds(self.pid)

    def memory_bytes(self) -> int:
        """Resident, of the process and its children."""
        return sum(one.memory_info().rss for one in _family(self.pid))

    def _started(self, command: Sequence[str]) -> "subprocess.Popen[bytes]":
        environment = {**os.environ, **self.contestant.environment}
        environment |= {"HOST": LOOPBACK, "PORT": str(self.port)}
        with cores.on(cores.SERVER), self._errors.open("wb") as errors:
            return subprocess.Popen(
                command, env=environment, stdout=subprocess.DEVNULL, stderr=errors
            )

    def _wait_until_it_listens(self) -> None:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and self._process.poll() is None:
            try:
                socket.create_connection((LOOPBACK, self.port), START_SECONDS).close()
            except ConnectionRefusedError:
                time.sleep(LOOK_SECONDS)
            else:
                return
        said = self._errors.read_text(errors="replace")[-LAST_WORDS:].strip()
        raise RuntimeError(f"{self.contestant.title} does not listen: {said}")

    def _end(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(STOP_SECONDS)


def cpu_seconds(pid: int) -> float:
    """Of a process and its children, from its start."""
    return sum(_cpu_seconds(one) for one in _family(pid))


def _family(pid: int) -> list[psutil.Process]:
    process = psutil.Process(pid)
    return [process, *process.children(recursive=True)]


def _cpu_seconds(process: psutil.Process) -> float:
    # To the nanosecond, where the kernel's own sums of ticks are to ten milliseconds.
    own = time.clock_gettime((~process.pid << 3) | PROCESS_CLOCK)
    ended = process.cpu_times()
    return float(own + ended.children_user + ended.children_system)


def _free_port() -> int:
    with socket.socket() as sock:
        sock.bind((LOOPBACK, 0))
        return int(sock.getsockname()[1])
