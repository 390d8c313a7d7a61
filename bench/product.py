"""The whole product in a process that can be killed and started again."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import httpx

LOOPBACK = "127.0.0.1"
START_SECONDS = 30
STOP_SECONDS = 10


class Product:
    """`coterie serve` on a port and a data folder that outlive the process."""

    def __init__(
        self,
        data: Path,
        launcher: Path | None = None,
        *,
        environment: Mapping[str, str] | None = None,
        address: str = LOOPBACK,
        prefix: Sequence[str] = (),
    ) -> None:
        """`launcher` is a script to run in the place of `python -m coterie`; `prefix` a command
        that enters the network in which `address` is."""
        self._data = data
        self._environment = {**os.environ, **(environment or {})}
        self._address = address
        self._prefix = list(prefix)
        self._program = [str(launcher)] if launcher else ["-m", "coterie"]
        self._port = 0
        self._process: subprocess.Popen[str] | None = None
        self.url = ""

    @property
    def data(self) -> Path:
        """The folder that outlives the process."""
        return self._data

    @property
    def pid(self) -> int:
        """Of the running process."""
        assert self._process
        return self._process.pid

    def start(self) -> str:
        """Starts it, waits until it can be used, and returns its address: the same each time."""
        command = [*self._prefix, sys.executable, *self._program, "serve"]
        command += ["--host", self._address]
        command += ["--port", str(self._port), "--data-dir", str(self._data)]
        self._process = subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, env=self._environment
        )
        assert self._process.stdout
        line = self._process.stdout.readline()
        found = re.search(rf"http://{re.escape(self._address)}:(\d+)", line)
        if not found:
            raise RuntimeError(f"coterie did not start: {line!r}")
        self.url, self._port = found[0], int(found[1])
        if not self._prefix:  # another network is not reached from here
            self._check_ready()
        return self.url

    def _check_ready(self) -> None:
        try:
            httpx.get(f"{self.url}/readyz", timeout=START_SECONDS).raise_for_status()
        except httpx.HTTPError:
            self.close()
            raise

    def kill(self) -> None:
        """SIGKILL: what a power button does to a process."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """SIGTERM; the exit status."""
        return self._end(signal.SIGTERM)

    def close(self) -> None:
        """Ends it if it runs."""
        if self._process:
            self.kill()

    def room_create(self, **fields: object) -> str:
        """The id of a new room."""
        answer = httpx.post(f"{self.url}/api/rooms/", json=fields, timeout=START_SECONDS)
        return str(answer.raise_for_status().json()["id"])

    def _end(self, sign: signal.Signals) -> int:
        process, self._process = self._process, None
        assert process
        assert process.stdout
        process.send_signal(sign)
        status = process.wait(STOP_SECONDS)
        process.stdout.close()
        return status
