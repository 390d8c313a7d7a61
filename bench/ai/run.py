"""One run: a product on a data folder of its own, an engine, all holes, scores."""

import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from product import Product

from ai.asking import Asker
from ai.completing import Completer
from ai.hole import ENDINGS, Hole, holes
from ai.recorded import Recording
from ai.scores import Score
from coterie.config.ai import MOST_PER_DAY, MOST_PER_PERSON_MINUTE

RECORDED = "recorded"
# Nobody else may answer, and no budget of the product stands between the bench and the engine.
ENVIRONMENT = {
    "COTERIE_AI_FAILOVER": "none",
    "COTERIE_AI_PER_PERSON_MINUTE": str(MOST_PER_PERSON_MINUTE),
    "COTERIE_AI_PER_ROOM_DAY": str(MOST_PER_DAY),
    "COTERIE_AI_PER_DAY": str(MOST_PER_DAY),
}


@dataclass(frozen=True, kw_only=True)
class Run:
    scores: Sequence[Score]
    left_out: Mapping[str, tuple[int, str]]
    """By language, how many and why."""


def scripted_dialect(engine: str) -> str:
    """The wire format of `recorded` or `recorded-FORMAT`; empty for engines that are real."""
    name, _, dialect = engine.partition("-")
    return (dialect or "chat") if name == RECORDED else ""


async def run(engine: str) -> Run:
    """`engine` is as COTERIE_AI_ENGINE has it, or `recorded`, or `recorded-FORMAT`.

    Raises RuntimeError when the product does not start with it; it says itself why.
    """
    with tempfile.TemporaryDirectory() as folder:
        async with AsyncExitStack() as stack:
            recording: Recording | None = None
            environment: Mapping[str, str] = {"COTERIE_AI_ENGINE": engine}
            if dialect := scripted_dialect(engine):
                recording = await stack.enter_async_context(Recording.start(dialect))
                environment = recording.environment
            product = Product(Path(folder) / "data", environment={**ENVIRONMENT, **environment})
            stack.callback(product.close)
            product.start()
            # With its child processes, which would still write into the folder after a kill.
            stack.callback(product.stop)
            asker = await stack.enter_async_context(_asker(product.url))
            if engine == "local":
                await asker.warm()
            return await _scored(asker, Completer(Path(folder)), recording)


async def _scored(asker: Asker, completer: Completer, recording: Recording | None) -> Run:
    left_out: dict[str, tuple[int, str]] = {}
    asked: list[Hole] = []
    for language in ENDINGS:
        of_it = [hole for hole in holes() if hole.language == language]
        if reason := completer.lacks(language):
            left_out[language] = len(of_it), reason
        else:
            asked += of_it
    scores = []
    for number, hole in enumerate(asked):
        if recording is not None:
            recording.prepare(hole, number)
        suggested = await asker.suggest(hole)
        # Between two questions, so that no answer is timed while a compiler runs.
        passes = not suggested.failure and completer.passes(hole, suggested.text)
        scores.append(Score(hole=hole, suggested=suggested, passes=passes))
    return Run(scores=scores, left_out=left_out)


@asynccontextmanager
async def _asker(url: str) -> AsyncIterator[Asker]:
    async with httpx.AsyncClient() as http:
        yield await Asker.arrive(url, http)
