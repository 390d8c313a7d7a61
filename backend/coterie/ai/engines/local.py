"""The offline engine: the room's own text and jedi, no model and no network."""

import asyncio
import re
from collections.abc import AsyncGenerator

from coterie.ai.analysis.analyst import AnalysisFailed
from coterie.ai.analysis.analysts import python_analyst, text_analyst
from coterie.ai.analysis.limits import COMPLETE_SECONDS, LINE_SECONDS, OUTLINE_SECONDS
from coterie.ai.analysis.outline import Outline
from coterie.ai.engines.base import Piece, SuggestRequest, SummaryRequest
from coterie.ai.engines.local_summary import summary_parts
from coterie.ai.errors import EngineUnavailable
from coterie.config.ai import LOCAL_LABEL

# Longer than any warm answer; whoever types has gone on by then.
PATIENCE_SECONDS = 1.5
# Something, then a dot, then perhaps the beginning of a name.
_BEGUN = re.compile(r"\w\Z")
_MEMBER = re.compile(r"[\w)\]}'\"]\.\w*\Z")


class LocalEngine:
    name = "local"
    label = LOCAL_LABEL
    is_remote = False

    async def suggest(self, request: SuggestRequest) -> AsyncGenerator[Piece, None]:
        """Members where Python has a dot; else a line or a word that the room has already.

        A Python name is offered only where one was begun: out of nothing it is a guess.
        """
        is_python = request.language == "python"
        line = request.prefix.rpartition("\n")[2]
        is_member = _MEMBER.search(line) is not None
        found = await self._python(request) if is_python and is_member else ""
        found = found or await self._line(request)
        if not found and is_python and not is_member and _BEGUN.search(line):
            found = await self._python(request)
        if found:
            yield found

    async def summarize(self, request: SummaryRequest) -> AsyncGenerator[Piece, None]:
        """People, files, symbols, imports and what is left to do."""
        texts = [text for _, _, text in request.files]
        try:
            outlines: list[Outline] = await text_analyst().ask(
                "outline", texts, seconds=OUTLINE_SECONDS
            )
        except AnalysisFailed:
            raise EngineUnavailable("The files could not be read just now.") from None
        for part in summary_parts(request, outlines):
            yield part

    async def _python(self, request: SuggestRequest) -> str:
        question = {"prefix": request.prefix, "suffix": request.suffix}
        try:
            # The child goes on for a while: what it has read of a large module serves the next.
            async with asyncio.timeout(PATIENCE_SECONDS):
                found = await python_analyst().ask("complete", question, seconds=COMPLETE_SECONDS)
        except (AnalysisFailed, TimeoutError):
            # What the room's own text has is better than nothing.
            return ""
        return str(found)

    async def _line(self, request: SuggestRequest) -> str:
        others = [text for _, text in request.context]
        question = {"prefix": request.prefix, "suffix": request.suffix, "others": others}
        try:
            return str(await text_analyst().ask("line", question, seconds=LINE_SECONDS))
        except AnalysisFailed:
            raise EngineUnavailable("The offline engine is busy; try again.") from None
