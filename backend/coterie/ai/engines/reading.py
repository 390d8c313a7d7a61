"""Turns an answer's bytes into pieces, and knows whether it is whole."""

import json
from collections.abc import Iterator

from coterie.ai.engines.base import Piece, Usage
from coterie.ai.engines.events import EventParser, NdjsonParser, SseParser
from coterie.ai.engines.openai_answers import Event, Reader, error_check
from coterie.ai.engines.surrogates import SurrogateJoiner
from coterie.ai.errors import AnswerMalformed, EngineUnavailable

# How OpenAI's family ends its streams.
_DONE = "[DONE]"


class TextPieces:
    """Texts as they come in, joined to whole characters, and bounded."""

    def __init__(self, max_characters: int) -> None:
        self._joiner = SurrogateJoiner()
        self._left = max_characters

    def feed(self, text: str) -> Iterator[str]:
        """Raises AnswerMalformed when it was too much in all."""
        self._left -= len(text)
        if self._left < 0:
            raise AnswerMalformed("The AI engine's answer does not end.")
        if whole := self._joiner.feed(text):
            yield whole

    def end(self) -> Iterator[str]:
        if rest := self._joiner.end():
            yield rest


class Reading:
    """One answer of the OpenAI-compatible family."""

    def __init__(self, read: Reader, *, is_sse: bool, max_characters: int) -> None:
        self._parser: EventParser = SseParser() if is_sse else NdjsonParser()
        self._read = read
        self._pieces = TextPieces(max_characters)
        self._usage: Usage | None = None
        self._is_whole = False
        self.is_done = False
        """Nothing of use comes any more."""

    def feed(self, chunk: bytes) -> Iterator[Piece]:
        """Text that the chunk completes; raises EngineErrors."""
        for data in self._parser.feed(chunk):
            if self.is_done:
                return
            if data == _DONE:
                self.is_done = self._is_whole = True
            else:
                yield from self._event(_parsed(data))

    def end(self) -> Iterator[Piece]:
        """What comes last; raises EngineUnavailable when the answer is not whole."""
        if not self._is_whole:
            raise EngineUnavailable("The AI engine's answer was cut.")
        yield from self._pieces.end()
        if self._usage is not None:
            yield self._usage

    def _event(self, event: Event) -> Iterator[Piece]:
        error_check(event)
        part = self._read(event)
        # Some send it along with every event: the last counts.
        self._usage = part.usage or self._usage
        self._is_whole = self._is_whole or part.is_end
        yield from self._pieces.feed(part.text)


def _parsed(data: str) -> Event:
    try:
        event = json.loads(data)
    except (ValueError, RecursionError):
        raise AnswerMalformed("The AI engine's answer is not JSON.") from None
    if not isinstance(event, dict):
        raise AnswerMalformed("The AI engine's answer is not what its documents say.")
    return event
