"""Tables and verdicts in Markdown."""

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Verdict(NamedTuple):
    """A figure beside what it must and should be; all in `unit`, less is better."""

    what: str
    value: float | None
    """None: it could not be measured."""
    must: float | None
    aim: float | None = None
    unit: str = ""
    digits: int = 2

    def row(self) -> list[str]:
        return [
            self.what,
            self._bound(self.must),
            self._bound(self.aim),
            "not measured" if self.value is None else self._figure(self.value),
            self._word(),
        ]

    def _word(self) -> str:
        if self.value is None:
            return "**missed**"
        if self.must is not None and self.value > self.must:
            return "**missed**"
        if self.aim is not None and self.value > self.aim:
            return "met, aim not reached"
        return "met"

    def _bound(self, bound: float | None) -> str:
        return "" if bound is None else f"≤ {round(bound, max(self.digits, 2)):g}{self._unit()}"

    def _figure(self, value: float) -> str:
        return f"{value:.{self.digits}f}{self._unit()}"

    def _unit(self) -> str:
        return f" {self.unit}" if self.unit else ""


VERDICT_HEAD = ("what", "must", "aim", "measured", "")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Lines of a table."""
    lines = [head, ["---"] * len(head), *rows]
    return [f"| {' | '.join(cells)} |" for cells in lines]


def figure(value: float | None, digits: int = 1) -> str:
    return "–" if value is None else f"{value:.{digits}f}"


def percentile(ordered: Sequence[float], percent: float) -> float:
    """The value that so many percent are at or below; infinite when there is none."""
    if not ordered:
        return float("inf")
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]
