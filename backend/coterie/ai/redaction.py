"""Takes secrets out of texts before they leave for a remote engine."""

from collections.abc import Sequence
from dataclasses import dataclass

from coterie.ai.analysis.analyst import AnalysisFailed
from coterie.ai.analysis.analysts import text_analyst
from coterie.ai.analysis.limits import SECRETS_SECONDS
from coterie.ai.errors import EngineUnavailable

PLACEHOLDER = "REDACTED"

Span = tuple[int, int]


@dataclass(frozen=True)
class Redacted:
    texts: tuple[str, ...]
    # How many secrets were taken out.
    count: int


async def redact(texts: Sequence[str]) -> Redacted:
    """Raises EngineUnavailable if that cannot be done: what was not looked at does not leave."""
    found = await _find(texts)
    count = sum(map(len, found))
    return Redacted(tuple(map(blanked, texts, found)), count)


async def redact_around(prefix: str, suffix: str, others: Sequence[str]) -> Redacted:
    """As `redact`, for a text with a cursor in it, which may be in the middle of a secret."""
    [spans, *found] = await _find([prefix + suffix, *others])
    cursor = len(prefix)
    before = [(begin, min(end, cursor)) for begin, end in spans if begin < cursor]
    # Of a secret that has begun before the cursor, the rest goes without a word.
    torn = max((end for begin, end in spans if begin < cursor < end), default=cursor)
    behind = [(begin - torn, end - torn) for begin, end in spans if begin >= cursor]
    texts = (
        blanked(prefix, before),
        blanked(suffix[torn - cursor :], behind),
        *map(blanked, others, found),
    )
    return Redacted(texts, len(spans) + sum(map(len, found)))


def blanked(text: str, spans: Sequence[Span]) -> str:
    parts: list[str] = []
    at = 0
    for begin, end in spans:
        parts += [text[at:begin], PLACEHOLDER]
        at = end
    return "".join([*parts, text[at:]])


async def _find(texts: Sequence[str]) -> list[list[Span]]:
    try:
        found = await text_analyst().ask("secrets", list(texts), seconds=SECRETS_SECONDS)
    except AnalysisFailed:
        raise EngineUnavailable(
            "The text could not be searched for secrets, so it was not sent."
        ) from None
    return [[(begin, end) for begin, end in spans] for spans in found]
