"""Joining rooms by HTTP: fifty a second, and three hundred at the same moment."""

import os
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import uvloop
from product import Product
from results import Section
from servers import cores
from servers.callers import ENVIRONMENT, Answer, Callers, rooms_made
from servers.table import Verdict, figure, percentile, table

JOINS_PER_SECOND = 50
SECONDS = 4.0
CALLERS_AT_ONCE = 300
ROOMS = 100
HEAD = ("database", "p50 ms", "p95 ms", "answers", "300 at once", "longest ms", "outside the rules")
# Where a PostgreSQL is that may be filled: postgresql://user:password@host/database
POSTGRESQL = "BENCH_DATABASE_URL"


class Joins(NamedTuple):
    """What both loads were answered."""

    open_load: list[Answer]
    at_once: list[Answer]

    @property
    def p95(self) -> float:
        """Of the open load's answers, refusals too; milliseconds."""
        return percentile(_waits(self.open_load), 95)

    @property
    def unruly(self) -> int:
        """Answers of those at once that are neither a join nor a refusal that says when."""
        return sum(not (one.status == 200 or one.is_refusal) for one in self.at_once)


def joins(folder: Path, runs: int) -> Section:
    """Each database in turn."""
    found = {name: _runs(folder, environment, runs) for name, environment in _databases().items()}
    verdicts = []
    for name, of_it in found.items():
        middle = percentile(sorted(one.p95 for one in of_it), 50)
        unruly = sum(one.unruly for one in of_it)
        joined = all(answer.status == 200 for one in of_it for answer in one.open_load)
        verdicts += [
            Verdict(f"join at 50/s, {name}: p95", middle if joined else None, 100, unit="ms"),
            Verdict(f"300 joins at once, {name}: answers outside the rules", unruly, 0, digits=0),
        ]
    intro = (
        f"`coterie serve` on one core; {JOINS_PER_SECOND} joins a second for {SECONDS:g} s over"
        f" {ROOMS} rooms, whether or not those before are answered; then {CALLERS_AT_ONCE} at the"
        " same moment, each of which must be answered with 200, or with 429 or 503 and"
        f" `Retry-After`. PostgreSQL is measured where `{POSTGRESQL}` names one."
    )
    rows = [_row(name, of_it) for name, of_it in found.items()]
    return Section("Joining by HTTP", "\n".join((intro, "", *table(HEAD, rows))), verdicts)


def _databases() -> dict[str, dict[str, str]]:
    databases: dict[str, dict[str, str]] = {"SQLite": {}}
    if url := os.environ.get(POSTGRESQL):
        databases["PostgreSQL"] = {"DATABASE_URL": url}
    return databases


def _runs(folder: Path, environment: dict[str, str], runs: int) -> list[Joins]:
    with tempfile.TemporaryDirectory(dir=folder) as data:
        product = Product(Path(data), environment={**ENVIRONMENT, **environment})
        with cores.on(cores.SERVER):
            product.start()
        try:
            rooms = uvloop.run(rooms_made(product.url, ROOMS))
            return [uvloop.run(_run(product.url, rooms)) for _ in range(runs)]
        finally:
            product.close()


async def _run(url: str, rooms: Sequence[str]) -> Joins:
    async with Callers.of(url) as callers:
        open_load = await callers.join_openly(rooms, JOINS_PER_SECOND, SECONDS)
        at_once = await callers.join_at_once(rooms, CALLERS_AT_ONCE)
    return Joins(open_load, at_once)


def _row(name: str, runs: Sequence[Joins]) -> list[str]:
    middle = sorted(percentile(_waits(one.open_load), 50) for one in runs)
    return [
        name,
        figure(percentile(middle, 50)),
        figure(percentile(sorted(one.p95 for one in runs), 50)),
        _statuses(answer for one in runs for answer in one.open_load),
        _statuses(answer for one in runs for answer in one.at_once),
        figure(max(_waits(one.at_once)[-1] for one in runs), 0),
        str(sum(one.unruly for one in runs)),
    ]


def _statuses(answers: Iterable[Answer]) -> str:
    counts = Counter(answer.status or "none" for answer in answers)
    return ", ".join(f"{status} × {count}" for status, count in counts.most_common())


def _waits(answers: Sequence[Answer]) -> list[float]:
    return sorted(answer.milliseconds for answer in answers)
