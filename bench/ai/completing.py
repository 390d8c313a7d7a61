"""Runs a hole's tests on the file that an answer completes.

Answers are programs of a model's making: each runs in a folder of its own, without this process'
environment, where keys are, and within limits (see `limited`).
"""

import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from ai.hole import Hole
from ai.limits import (
    CPU_SECONDS,
    GO_CPU_SECONDS,
    GO_MEMORY_BYTES,
    GO_WALL_SECONDS,
    MAX_FILE_BYTES,
    MAX_OUTPUT_BYTES,
    NODE_MEMORY_BYTES,
    PYTHON_MEMORY_BYTES,
    WALL_SECONDS,
)

HERE = Path(__file__).parent
GO_MODULE = "module hole\n\ngo 1.18\n"


class Completer:
    """Answers whether completed files pass; keeps what Go has compiled from one to the next."""

    def __init__(self, scratch: Path) -> None:
        """`scratch` is a folder that goes when the bench is done."""
        self._scratch = scratch

    def lacks(self, language: str) -> str:
        """Why nothing of a language can be run here; empty where it can."""
        return "`go` is not installed" if language == "go" and shutil.which("go") is None else ""

    def passes(self, hole: Hole, answer: str) -> bool:
        # What only the end of the tests says: to leave before it is no way to pass.
        mark = secrets.token_hex(16)
        with tempfile.TemporaryDirectory(dir=self._scratch) as name:
            folder = Path(name)
            match hole.language:
                case "python":
                    said = self._python(hole, answer, mark, folder)
                case "typescript":
                    said = self._typescript(hole, answer, mark, folder)
                case _:
                    said = self._go(hole, answer, mark, folder)
        return mark in said

    def _python(self, hole: Hole, answer: str, mark: str, folder: Path) -> str:
        file = folder / "completed.py"
        file.write_text(f"{hole.completed(answer)}\n{hole.tests}\nprint({mark!r})\n")
        limits = (CPU_SECONDS, PYTHON_MEMORY_BYTES)
        return self._run([sys.executable, "-IBS", file.name], folder, limits)

    def _typescript(self, hole: Hole, answer: str, mark: str, folder: Path) -> str:
        source = f"{hole.completed(answer)}\n{hole.tests}\nconsole.log({mark!r})\n"
        stripped = subprocess.run(
            ["node", str(HERE / "strip-types.mjs")],
            input=source,
            stdout=subprocess.PIPE,
            text=True,
            timeout=WALL_SECONDS,
            check=False,
        )
        if stripped.returncode:
            return ""
        file = folder / "completed.mjs"
        file.write_text(stripped.stdout)
        return self._run(["node", file.name], folder, (CPU_SECONDS, NODE_MEMORY_BYTES))

    def _go(self, hole: Hole, answer: str, mark: str, folder: Path) -> str:
        (folder / "go.mod").write_text(GO_MODULE)
        (folder / "hole.go").write_text(hole.completed(answer))
        (folder / "hole_test.go").write_text(hole.tests)
        (folder / "main_test.go").write_text(
            'package hole\n\nimport (\n\t"fmt"\n\t"os"\n\t"testing"\n)\n\n'
            "func TestMain(m *testing.M) {\n\tif m.Run() != 0 {\n\t\tos.Exit(1)\n\t}\n"
            f'\tfmt.Println("{mark}")\n}}\n'
        )
        limits = (GO_CPU_SECONDS, GO_MEMORY_BYTES)
        return self._run(["go", "test", "-vet=off"], folder, limits, GO_WALL_SECONDS)

    def _run(
        self, command: list[str], folder: Path, limits: tuple[int, int], seconds: float = 0
    ) -> str:
        """What it printed, if it ended well and in time; else nothing."""
        limited = [sys.executable, "-IS", str(HERE / "limited.py")]
        limited += map(str, (*limits, MAX_FILE_BYTES))
        with (folder / "said").open("w+b") as said:
            process = subprocess.Popen(
                [*limited, *command],
                cwd=folder,
                env=self._environment(folder),
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
            try:
                status = process.wait(seconds or WALL_SECONDS)
            except subprocess.TimeoutExpired:
                status = None
            finally:
                _end(process)
            said.seek(0)
            return "" if status != 0 else said.read(MAX_OUTPUT_BYTES).decode(errors="replace")

    def _environment(self, folder: Path) -> dict[str, str]:
        return {
            "PATH": os.environ.get("PATH", os.defpath),
            "LC_ALL": "C.UTF-8",
            "HOME": str(folder),
            # Go takes no module from where temporary files are.
            "TMPDIR": str(self._scratch),
            "GOCACHE": str(self._scratch / "go"),
            "GOPROXY": "off",
            "GOTOOLCHAIN": "local",
            "CGO_ENABLED": "0",
        }


def _end(process: subprocess.Popen[bytes]) -> None:
    """The process, and what it has started and left."""
    # Most have ended by themselves.
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
