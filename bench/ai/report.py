"""The table that people read, in Markdown."""

from collections import Counter
from collections.abc import Mapping, Sequence

from ai.hole import ENDINGS
from ai.scores import Score, total

HEAD = (
    "| language | holes | pass | exact | next line | empty | failed | p50 ms | p95 ms |",
    "|---|---|---|---|---|---|---|---|---|",
)
SCRIPTED = (
    "No model: scripted answers, the cut-out parts in models' habits with one in four wrong or"
    " empty, replayed on loopback in {dialect}'s wire format. A check of the bench and of the"
    " trimming."
)


def report(
    scores: Sequence[Score],
    *,
    engine: str,
    left_out: Mapping[str, tuple[int, str]],
    scripted_dialect: str = "",
) -> str:
    """`left_out` says of a language how many of its holes were not asked, and why."""
    named = "" if scripted_dialect else f": {_answerer(scores)}"
    lines = [f"### `ENGINE={engine}`{named}", ""]
    if scripted_dialect:
        lines += [SCRIPTED.format(dialect=scripted_dialect), ""]
    lines += HEAD
    for language in ENDINGS:
        of_it = [score for score in scores if score.hole.language == language]
        if of_it:
            lines.append(_row(language, of_it))
    lines += [_row("**all**", scores), ""]
    for language, (count, reason) in left_out.items():
        lines += [f"Left out: {count} holes in {language}, because {reason}.", ""]
    failures = Counter(score.suggested.failure for score in scores if score.suggested.failure)
    if failures:
        named_failures = ", ".join(f"`{code}` × {count}" for code, count in failures.most_common())
        lines += [f"Failed calls count as wrong: {named_failures}.", ""]
    return "\n".join(lines)


def shown(score: Score) -> str:
    """One hole on a line: whether it passes, what was cut out, what came."""
    hole, suggested = score.hole, score.suggested
    came = suggested.failure or repr(suggested.text)
    mark = "pass" if score.passes else "miss"
    return f"{mark} {suggested.milliseconds:5.0f} ms {hole.path}: {hole.answer!r} -> {came}"


def _row(name: str, scores: Sequence[Score]) -> str:
    sums = total(scores)
    cells = (
        name,
        str(sums.holes),
        f"{sums.passed:.0%}",
        f"{sums.exact:.0%}",
        f"{sums.next_line:.0%}",
        str(sums.empty),
        str(sums.failures),
        *("–" if time is None else f"{time:.0f}" for time in (sums.p50, sums.p95)),
    )
    return f"| {' | '.join(cells)} |"


def _answerer(scores: Sequence[Score]) -> str:
    names = {score.suggested.engine for score in scores if score.suggested.engine}
    return ", ".join(sorted(names)) or "nobody answered"
