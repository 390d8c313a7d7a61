"""Runs measurements and writes RESULTS.md; what is not run now stays as it stands there."""

import argparse
import os
import platform
import tempfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import call_latency
import joins
import latency
from results import Results, Section
from servers import cores
from servers.embedded import typing_under_load
from servers.fanout_report import busy_room, small_rooms
from servers.joining_report import late_join
from servers.memory_report import memory

RESULTS = Path(__file__).with_name("RESULTS.md")
RUNS = 5


class Asked(NamedTuple):
    """What the command line asks for."""

    folder: Path
    """For what the measured servers write."""
    runs: int
    paper: Path | None


def _pinned(measure: Callable[[Asked], Section]) -> Callable[[Asked], Section]:
    """The load on its own core; servers choose theirs."""

    def measured(asked: Asked) -> Section:
        with cores.on(cores.LOAD):
            return measure(asked)

    return measured


MEASUREMENTS: Mapping[str, Callable[[Asked], Section]] = {
    "fanout": _pinned(lambda asked: busy_room(asked.folder, asked.runs)),
    "rooms": _pinned(lambda asked: small_rooms(asked.folder, asked.runs)),
    "memory": _pinned(lambda asked: memory(asked.folder, asked.runs)),
    "join": _pinned(lambda asked: late_join(asked.folder, asked.runs, asked.paper)),
    "embedded": _pinned(lambda asked: typing_under_load(asked.folder, asked.runs)),
    "http": _pinned(lambda asked: joins.joins(asked.folder, asked.runs)),
    "keys": lambda _: Section.of(latency.main()),
    "call": lambda _: Section.of(call_latency.main()),
}


def machine() -> str:
    """What the figures were taken on."""
    info = Path("/proc/cpuinfo")
    names = [line for line in info.read_text().splitlines() if line.startswith("model name")]
    cpu = names[0].split(":", 1)[1].strip() if names else platform.processor()
    memory_size = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    packages = ", ".join(f"{name} {version(name)}" for name in ("picows", "pycrdt", "uvicorn"))
    return (
        f"{os.cpu_count()} cores ({cpu}), {memory_size:.0f} GiB, {platform.system()}"
        f" {platform.release()}, Python {platform.python_version()}, {packages}."
        " A shared machine: ratios between columns of one run mean more than the figures.\n\n"
        f"Figures are medians of {RUNS} runs. Servers are measured in turn, each run with a new"
        " process on a core of its own, the load on another; a ratio is the median of the rounds'"
        " ratios. Ours keeps everything in SQLite and acknowledges it; its peers keep it in memory."
    )


def main() -> None:
    """Measures what was asked for; writes after each, so that nothing measured is lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("only", nargs="*", metavar="MEASUREMENT", help=", ".join(MEASUREMENTS))
    parser.add_argument("--runs", type=int, default=RUNS, help="other than 5: nothing is written")
    parser.add_argument("--paper", type=Path, help="the automerge paper's trace, for `join`")
    given = parser.parse_args()
    if unknown := set(given.only) - set(MEASUREMENTS):
        parser.error(f"no such measurement: {', '.join(sorted(unknown))}")
    # Whatever else runs takes its time from the cores that are measured.
    busy = os.getloadavg()[0]
    for name in given.only or MEASUREMENTS:
        with tempfile.TemporaryDirectory() as folder:
            section = MEASUREMENTS[name](Asked(Path(folder), given.runs, given.paper))
        if given.runs == RUNS:
            _write(section, name, busy)
        print(f"## {section.title}\n\n{section.body}\n")
        for verdict in section.verdicts:
            print("| " + " | ".join(verdict.row()) + " |")


def _write(section: Section, name: str, busy: float) -> None:
    results = Results(RESULTS)
    results.describe(machine())
    today = datetime.now(UTC).date().isoformat()
    results.put(
        section, note=f"`make bench ONLY={name}`, {today}; load average before: {busy:.1f}."
    )
    results.write()


if __name__ == "__main__":
    main()
