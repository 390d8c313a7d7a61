"""What an answer is worth, and what many are together."""

from collections.abc import Sequence
from dataclasses import dataclass

from ai.asking import Suggested
from ai.hole import Hole


@dataclass(frozen=True, kw_only=True)
class Score:
    """Of one hole."""

    hole: Hole
    suggested: Suggested
    passes: bool

    @property
    def is_exact(self) -> bool:
        """The part that was cut out, to the letter; blanks at its ends aside."""
        return self.suggested.text.strip() == self.hole.answer.strip()

    @property
    def next_line(self) -> float:
        """How much of the next line is right from its beginning on, from 0 to 1.

        Who types on has that much less to type: it stands for whether a suggestion is taken.
        """
        wanted, got = (_first_line(text) for text in (self.hole.answer, self.suggested.text))
        same = 0
        while same < min(len(wanted), len(got)) and wanted[same] == got[same]:
            same += 1
        return same / len(wanted)


@dataclass(frozen=True, kw_only=True)
class Total:
    """Of several holes; shares are from 0 to 1, times in milliseconds."""

    holes: int
    passed: float
    exact: float
    next_line: float
    empty: int
    failures: int
    # None where no call was answered.
    p50: float | None
    p95: float | None


def total(scores: Sequence[Score]) -> Total:
    """Calls that failed count as wrong, and are in no time. Needs at least one score."""
    answered = [score.suggested for score in scores if not score.suggested.failure]
    times = sorted(suggested.milliseconds for suggested in answered)
    return Total(
        holes=len(scores),
        passed=_share([float(score.passes) for score in scores]),
        exact=_share([float(score.is_exact) for score in scores]),
        next_line=_share([score.next_line for score in scores]),
        empty=sum(not suggested.text.strip() for suggested in answered),
        failures=len(scores) - len(answered),
        p50=_percentile(times, 50),
        p95=_percentile(times, 95),
    )


def _first_line(text: str) -> str:
    return text.strip().partition("\n")[0].rstrip()


def _share(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _percentile(ordered: Sequence[float], percent: int) -> float | None:
    """The value that so many percent are at or below."""
    return ordered[-(-len(ordered) * percent // 100) - 1] if ordered else None
