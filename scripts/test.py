"""Runs the suites and sums them up; the last line is `N passed, N failed`."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from typing import NamedTuple
from xml.etree import ElementTree

ROOT = Path(__file__).parents[1]
# Ends a suite that cannot be run here; it has said why.
SKIPPED = 77


Say = Callable[[str], None]


class Suite(NamedTuple):
    """A command that writes a JUnit report to the path put in the place of {report}."""

    folder: str
    command: tuple[str, ...]


class Outcome(NamedTuple):
    """What a suite came to."""

    passed: int
    failed: int
    skipped: int
    seconds: float


PYTEST = (sys.executable, "-m", "pytest", "-q", "--junitxml={report}", "-o", "junit_family=xunit2")
VITEST = ("--reporter=dot", "--reporter=junit", "--outputFile.junit={report}")

SUITES = {
    "realtime": Suite("realtime", PYTEST),
    "backend": Suite(".", (*PYTEST, "backend")),
    # What reaches the database, once more on a server of the other kind.
    "backend-postgres": Suite(".", (sys.executable, "scripts/postgres.py", *PYTEST, "backend")),
    "frontend": Suite("frontend", ("npx", "vitest", "run", "--project=unit", *VITEST)),
    "binding": Suite("frontend", ("npx", "vitest", "run", "--project=browser", *VITEST)),
    "pages": Suite("frontend", ("npx", "vitest", "run", "--project=pages", *VITEST)),
    "e2e": Suite(".", (*PYTEST, "e2e")),
}


# Two cores: what each list names runs one after the other, and the lists of a round together. The
# browsers of `e2e` want both cores.
ROUNDS = (
    (("realtime", "backend-postgres"), ("backend", "frontend", "binding", "pages")),
    (("e2e",),),
)


def run(name: str, suite: Suite, say: Say | None) -> Outcome:
    """Runs a suite; one that ends badly without a failed test counts as one failure.

    With `say`, what it printed is said as one when it has ended.
    """
    started = time.monotonic()
    output = subprocess.PIPE if say else None
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [part.replace("{report}", str(report)) for part in suite.command]
        # A suite sees the settings of its own servers, not those of whoever runs it.
        ours = ("HOST", "PORT", "DATA_DIR")
        env = {key: value for key, value in os.environ.items() if key not in ours}
        env["NO_COLOR"] = "1"
        done = subprocess.run(
            command,
            cwd=ROOT / suite.folder,
            env=env,
            check=False,
            stdout=output,
            stderr=subprocess.STDOUT if say else None,
            text=True,
            errors="replace",
        )
        status = done.returncode
        passed, failed, skipped = counts(report)
    if status == SKIPPED:
        skipped = 1
    elif status != 0 and failed == 0:
        failed = 1
    seconds = time.monotonic() - started
    if say:
        say(f"\n=== {name}, {seconds:.0f} s\n{done.stdout}")
    return Outcome(passed, failed, skipped, seconds)


def counts(report: Path) -> tuple[int, int, int]:
    """Passed, failed and skipped tests of a JUnit report; zeros if there is none."""
    if not report.exists():
        return 0, 0, 0
    cases = list(ElementTree.parse(report).iter("testcase"))
    failed = sum(
        case.find("failure") is not None or case.find("error") is not None for case in cases
    )
    skipped = sum(case.find("skipped") is not None for case in cases)
    return len(cases) - failed - skipped, failed, skipped


def run_all(rounds: Sequence[Sequence[Sequence[str]]]) -> dict[str, Outcome]:
    """Runs the suites in their rounds."""
    outcomes: dict[str, Outcome] = {}
    printing = Lock()

    def say(text: str) -> None:
        with printing:
            print(text, flush=True)

    for lists in rounds:
        # Two that print at once would print into each other.
        collected = say if len(lists) > 1 else None

        def run_list(names: Sequence[str], collected: Say | None = collected) -> None:
            for name in names:
                outcomes[name] = run(name, SUITES[name], collected)

        print(f"\nRunning {' and '.join(', '.join(names) for names in lists)} ...", flush=True)
        with ThreadPoolExecutor(len(lists)) as pool:
            list(pool.map(run_list, lists))
    return outcomes


def main(names: Sequence[str]) -> int:
    """Runs the named suites one after the other, or all."""
    started = time.monotonic()
    outcomes = run_all(((names,),) if names else ROUNDS)
    print()
    for name, outcome in outcomes.items():
        print(
            f"{name:16} {outcome.passed:5} passed {outcome.failed:4} failed "
            f"{outcome.skipped:4} skipped {outcome.seconds:7.1f} s"
        )
    seconds = time.monotonic() - started
    failed = sum(outcome.failed for outcome in outcomes.values())
    print(f"{'all':16} {seconds:.1f} s")
    print(f"{sum(outcome.passed for outcome in outcomes.values())} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
