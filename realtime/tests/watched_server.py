"""`coterie-realtime` in a process of its own, of which is known how it fares."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import psutil  # type: ignore[import-untyped]

STOP_SECONDS = 20
# From CPUCLOCK_SCHED in Linux' posix-timers.h: nanoseconds of a whole process.
PROCESS_CLOCK = 2
# What a server that is well never says.
COMPLAINTS = re.compile(
    r"Traceback|Exception|panicked| ERROR (?!coterie_realtime.compaction: a log)| CRITICAL |Warning"
)
# Of a log that complains.
SHOWN_LOG_CHARACTERS = 4_000


class WatchedServer:
    """Started and ended by hand; port and store outlive a restart."""

    def __init__(self, folder: Path, environment: dict[str, str] | None = None) -> None:
        """`environment` is added to this process'."""
        self._command = [sys.executable, "-m", "coterie_realtime"]
        self._command += ["--store", f"sqlite:///{folder}/documents.sqlite3"]
        self._environment = {**os.environ, "HOST": "127.0.0.1", **(environment or {})}
        self._log = folder / "server.log"
        self._port = 0
        self._process: subprocess.Popen[str]

    def start(self) -> str:
        """Starts it and returns its base URL, the same each time."""
        with self._log.open("a") as log:
            self._process = subprocess.Popen(
                [*self._command, "--port", str(self._port)],
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env=self._environment,
            )
        assert self._process.stdout
        line = self._process.stdout.readline()
        found = re.search(r"ws://127\.0\.0\.1:(\d+)", line)
        assert found, line + self.log()
        self._port = int(found[1])
        return found[0]

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def port(self) -> int:
        return self._port

    def memory_bytes(self) -> int:
        """Resident, of the server alone; what it may start besides has limits of its own."""
        return int(psutil.Process(self.pid).memory_info().rss)

    def cpu_seconds(self) -> float:
        """Of the server alone, from its start; to the nanosecond, where Linux counts ticks."""
        return time.clock_gettime((~self.pid << 3) | PROCESS_CLOCK)

    def open_files(self) -> int:
        """Sockets and all."""
        return int(psutil.Process(self.pid).num_fds())

    def log(self) -> str:
        return self._log.read_text(errors="replace")

    def check(self) -> None:
        """It is the process that was started, and has not complained."""
        status = self._process.poll()
        assert status is None, f"ended with {status}: {self._tail()}"
        assert not COMPLAINTS.search(self.log()), self._tail()

    def kill(self) -> None:
        """SIGKILL."""
        self._process.kill()
        self._finish()

    def stop(self) -> None:
        """SIGTERM, which it obeys."""
        self._process.terminate()
        status = self._finish()
        assert status == 0, f"ended with {status}: {self._tail()}"
        assert not COMPLAINTS.search(self.log()), self._tail()

    def close(self) -> None:
        """Whatever its state."""
        if self._process.poll() is None:
            self.kill()

    def _finish(self) -> int:
        status = self._process.wait(STOP_SECONDS)
        assert self._process.stdout
        self._process.stdout.close()
        return status

    def _tail(self) -> str:
        log = self.log()
        found = COMPLAINTS.search(log)
        at = max(0, found.start() - 500) if found else max(0, len(log) - SHOWN_LOG_CHARACTERS)
        return log[at : at + SHOWN_LOG_CHARACTERS]
