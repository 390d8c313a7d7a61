"""Runs of several servers, interleaved: A B C D, A B C D, so that all meet the same machine."""

import statistics
import sys
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import uvloop

from servers.contestants import Contestant

Outcome = TypeVar("Outcome")


@dataclass
class Runs(Generic[Outcome]):
    """What a server's runs came to."""

    contestant: Contestant
    outcomes: list[Outcome] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    """Why a run has no outcome."""

    def median(self, of: Callable[[Outcome], float]) -> float | None:
        """Of all outcomes; None without any."""
        return statistics.median(map(of, self.outcomes)) if self.outcomes else None


def interleaved(
    contestants: Iterable[Contestant],
    count: int,
    measure: Callable[[Contestant], Awaitable[Outcome]],
    *,
    what: str,
) -> Mapping[str, Runs[Outcome]]:
    """Measures each server as often, in turn; by the servers' keys."""
    runs = {one.key: Runs[Outcome](one) for one in contestants}
    for number in range(1, count + 1):
        for one in runs.values():
            print(f"{what}: run {number} of {count}, {one.contestant.title}", file=sys.stderr)
            try:
                one.outcomes.append(uvloop.run(_measured(measure, one.contestant)))
            except (RuntimeError, OSError, TimeoutError) as error:
                # A peer that breaks under a load is a result; the others are measured all the same.
                one.failures.append(f"{type(error).__name__}: {error}")
                print(f"{what}: {one.failures[-1]}", file=sys.stderr)
    return runs


def ratio(
    ours: Runs[Outcome], theirs: Runs[Outcome], of: Callable[[Outcome], float]
) -> float | None:
    """Median over the rounds of our figure divided by theirs of the same round."""
    pairs: Sequence[tuple[Outcome, Outcome]] = list(
        zip(ours.outcomes, theirs.outcomes, strict=False)
    )
    if ours.failures or theirs.failures or not pairs:
        return None
    return statistics.median(of(one) / of(other) for one, other in pairs)


async def _measured(
    measure: Callable[[Contestant], Awaitable[Outcome]], contestant: Contestant
) -> Outcome:
    return await measure(contestant)
