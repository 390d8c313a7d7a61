"""What an engine is asked and what it answers; where answers come from is each engine's."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, kw_only=True)
class SuggestRequest:
    """Asks for what comes at a cursor; all text is already cut to size and free of secrets."""

    prefix: str
    """The file before the cursor, as much of it as fits the budget."""
    suffix: str
    """The file behind the cursor, likewise."""
    language: str
    """An id of the editor's, such as `python`."""
    path: str
    """What the file is called in its room."""
    context: tuple[tuple[str, str], ...] = ()
    """Parts of other files, as path and text."""
    max_tokens: int


@dataclass(frozen=True, kw_only=True)
class SummaryRequest:
    """Asks for a short Markdown for people who come late."""

    room: str
    """The room's name."""
    activity: str
    """Who was there, for how long, and what changed, as lines of text."""
    files: tuple[tuple[str, str, str], ...]
    """Path, language and text of each file, cut to size and free of secrets."""
    max_tokens: int


@dataclass(frozen=True, kw_only=True)
class Usage:
    """What an answer cost, as far as the provider says; tokens it does not name count as 0."""

    input_tokens: int = 0
    output_tokens: int = 0


Piece = str | Usage
"""Text in the order in which it comes; at most one Usage, last."""


class Engine(Protocol):
    """Answers by streams; one that is closed (`aclose`) stops the work upstream at once.

    Raises `EngineError`s (coterie.ai.errors), before the first piece or between two.
    """

    name: str
    """As settings name it."""
    label: str
    """As people read it; the local one is an "offline engine", never AI."""
    is_remote: bool
    """Text leaves this machine."""

    def suggest(self, request: SuggestRequest) -> AsyncGenerator[Piece, None]:
        """What comes at the cursor, raw: cutting it to fit is the caller's."""

    def summarize(self, request: SummaryRequest) -> AsyncGenerator[Piece, None]:
        """Markdown."""
