"""A provider on loopback that replays scripted answers in the providers' real wire formats.

They are the cut-out parts in the ways in which models say them, with some wrong and some empty:
this tries the bench and the product's trimming out, and says nothing of any model.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from enum import Enum

from ai.hole import Hole
from coterie.ai.tests.providers.dialects import DIALECTS, GEMINI_MODEL, KEY, MODEL, Dialect
from coterie.ai.tests.providers.server import Provider

DIALECT_NAMES = tuple(dialect.name for dialect in DIALECTS)
# Far more than connections take to end that are aborted already.
END_SECONDS = 5.0
UNASKED = {
    "python": "\n\n\ndef unasked() -> None:\n    pass\n",
    "typescript": "\n\nexport function unasked(): void {}\n",
    "go": "\n\nfunc Unasked() {}\n",
}


class Habit(Enum):
    """How a model says what it means."""

    PLAIN = "the answer and nothing else"
    FENCED = "in a fence, as in a chat"
    ECHO = "with the line before the cursor once more"
    RUNS_ON = "goes on after the block"
    REPEATS = "with what stands behind the cursor once more"
    CRUMBS = "a character at a time"
    WRONG = "a name that nobody has"
    SILENT = "nothing"


HABITS = tuple(Habit)
# All others mean the right thing: what the product shows of them must pass.
MISSES = (Habit.WRONG, Habit.SILENT)


def habit_of(number: int) -> Habit:
    """Of the hole with this number; they take turns."""
    return HABITS[number % len(HABITS)]


def said(hole: Hole, habit: Habit) -> list[str]:
    """The texts of the pieces in which the answer comes."""
    answer = hole.answer
    match habit:
        case Habit.PLAIN:
            return [answer[:7], answer[7:]]
        case Habit.FENCED:
            return [f"```{hole.language}\n", answer, "\n```"]
        case Habit.ECHO:
            return [hole.before.rpartition("\n")[2], answer]
        case Habit.RUNS_ON:
            return [answer, UNASKED[hole.language]]
        case Habit.REPEATS:
            return [answer, "".join(hole.behind.splitlines(keepends=True)[:2])]
        case Habit.CRUMBS:
            return list(answer)
        case Habit.WRONG:
            return ["no_such_name()"]
        case Habit.SILENT:
            return [""]


class Recording:
    """Answers one hole after the other, each in its habit."""

    def __init__(self, provider: Provider, dialect: Dialect) -> None:
        self._provider = provider
        self._dialect = dialect

    @classmethod
    @asynccontextmanager
    async def start(cls, dialect_name: str) -> AsyncIterator["Recording"]:
        """Raises KeyError for a dialect that there is not."""
        dialect = {dialect.name: dialect for dialect in DIALECTS}[dialect_name]
        before = asyncio.all_tasks()
        async with Provider.start() as provider:
            yield cls(provider, dialect)
        # Its connections are aborted, and end once the loop has told them.
        if ending := asyncio.all_tasks() - before:
            await asyncio.wait(ending, timeout=END_SECONDS)

    @property
    def environment(self) -> Mapping[str, str]:
        """What makes the product ask here."""
        is_gemini = self._dialect.name == "gemini"
        return {
            "COTERIE_AI_ENGINE": "gemini" if is_gemini else "openai_compatible",
            "COTERIE_AI_BASE_URL": self._provider.base_url,
            "COTERIE_AI_ALLOW_PRIVATE_URL": "1",
            "COTERIE_AI_MODEL": GEMINI_MODEL if is_gemini else MODEL,
            "COTERIE_AI_API_KEY": KEY,
            "GEMINI_API_KEY": KEY,
            "COTERIE_AI_FIM": "chat" if is_gemini else self._dialect.name,
        }

    def prepare(self, hole: Hole, number: int) -> None:
        """The next question is this hole's."""
        dialect = self._dialect
        answer = dialect.answer(*dialect.body(*said(hole, habit_of(number))))
        self._provider.answers(dialect.path, answer)
