"""`coterie-realtime` as an operator starts it: options, environment, what it says, how it ends."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

COMMAND = (sys.executable, "-m", "coterie_realtime")
END_SECONDS = 10


class Program:
    """A process; its errors and logs go into `log`."""

    def __init__(
        self,
        log: Path,
        options: Sequence[str] = (),
        environment: Mapping[str, str] | None = None,
        *,
        command: Sequence[str] = COMMAND,
    ) -> None:
        self._log = log
        with log.open("ab") as errors:
            self.process = subprocess.Popen(
                [*command, *options],
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                env={**os.environ, "PORT": "0", **(environment or {})},
            )
        assert self.process.stdout
        said = self.process.stdout.readline()
        assert said, self.log
        self.url = said.split()[-1]
        """Where it is: `ws://…`, `wss://…` or `unix:…`."""

    @property
    def log(self) -> str:
        return self._log.read_text()

    def terminate(self) -> int:
        """Asks it to stop; the exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.wait()

    def kill(self) -> None:
        self.process.kill()
        self.wait()

    def wait(self) -> int:
        status = self.process.wait(END_SECONDS)
        assert self.process.stdout
        self.process.stdout.close()
        return status


@contextmanager
def running(log: Path, *options: str, **environment: str) -> Iterator[Program]:
    program = Program(log, options, environment)
    try:
        yield program
    finally:
        if program.process.poll() is None:
            program.kill()


def refused(*options: str, **environment: str) -> str:
    """What a start that must fail says."""
    done = subprocess.run(
        [*COMMAND, *options],
        env={**os.environ, "PORT": "0", **environment},
        capture_output=True,
        text=True,
        timeout=END_SECONDS,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1, "one line, no traceback"
    return done.stderr
