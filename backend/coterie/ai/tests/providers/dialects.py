"""Every way in which an engine asks, so that one contract can be tested on all of them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Protocol

from coterie.ai.engines.base import Engine, Piece, SuggestRequest, SummaryRequest, Usage
from coterie.ai.engines.gemini import GeminiEngine
from coterie.ai.engines.limits import AnswerLimits
from coterie.ai.engines.openai_compatible import OpenAICompatibleEngine
from coterie.ai.engines.openai_questions import Fim
from coterie.ai.tests.providers.payloads import (
    chat_answer,
    completion_answer,
    gemini_answer,
    infill_answer,
    ollama_answer,
)
from coterie.ai.tests.providers.server import Answer, Step

KEY = "sk-proj-NEVER0123456789SHOWN"
MODEL = "qwen2.5-coder-7b"
GEMINI_MODEL = "gemini-3.5-flash"
USAGE = Usage(input_tokens=211, output_tokens=9)
# Far more than loopback takes, so that nothing is late by chance.
PATIENT = AnswerLimits(silence_seconds=8, total_seconds=8)
# What tests wait for that want to see a time run out.
HASTY = replace(PATIENT, silence_seconds=0.2)

SUGGEST = SuggestRequest(
    prefix="def add(a, b):\n    return ",
    suffix="\n\nprint(add(1, 2))\n",
    language="python",
    path="src/sums.py",
    context=(("src/other.py", "TOTAL = 3\n"),),
    max_tokens=64,
)
SUMMARY = SummaryRequest(
    room="Sums",
    activity="Ada was there for 5 minutes.",
    files=(("src/sums.py", "python", "def add(a, b):\n    return a + b\n"),),
    max_tokens=400,
)


class ClosableEngine(Engine, Protocol):
    async def aclose(self) -> None: ...


@dataclass(frozen=True)
class Dialect:
    name: str
    path: str
    """Of a suggestion's call."""
    body: Callable[..., list[bytes]]
    """A whole answer that says the given texts."""
    make: Callable[..., ClosableEngine]
    """From a base URL, and whatever else the constructor takes."""
    media_type: str = "text/event-stream"

    def answer(self, *steps: bytes | Step, **rest: Any) -> Answer:
        """By default, the whole of `a + b`."""
        headers = {"Content-Type": self.media_type}
        return Answer(steps=steps or self.body("a ", "+ b"), headers=headers, **rest)

    def engine(self, base_url: str, **rest: Any) -> ClosableEngine:
        limits = {"suggest_limits": PATIENT, "summary_limits": PATIENT}
        return self.make(base_url=base_url, **{"allow_private": True, **limits, **rest})


def _gemini(**rest: Any) -> ClosableEngine:
    return GeminiEngine(**{"key": KEY, "model": GEMINI_MODEL, **rest})


def _openai(fim: Fim) -> Callable[..., ClosableEngine]:
    def make(**rest: Any) -> ClosableEngine:
        return OpenAICompatibleEngine(**{"key": KEY, "model": MODEL, "fim": fim, **rest})

    return make


GEMINI = Dialect(
    "gemini",
    f"/v1beta/models/{GEMINI_MODEL}:streamGenerateContent",
    gemini_answer,
    _gemini,
)
CHAT = Dialect("chat", "/v1/chat/completions", chat_answer, _openai("chat"))
SUFFIX = Dialect("suffix", "/v1/completions", completion_answer, _openai("suffix"))
TOKENS = Dialect("tokens", "/v1/completions", completion_answer, _openai("tokens"))
OLLAMA = Dialect(
    "ollama", "/api/generate", ollama_answer, _openai("ollama"), "application/x-ndjson"
)
INFILL = Dialect("infill", "/infill", infill_answer, _openai("infill"))
DIALECTS = (GEMINI, CHAT, SUFFIX, TOKENS, OLLAMA, INFILL)


async def pieces_of(engine: Engine, request: SuggestRequest = SUGGEST) -> list[Piece]:
    return [piece async for piece in engine.suggest(request)]


async def text_of(engine: Engine, request: SuggestRequest = SUGGEST) -> str:
    return "".join(piece for piece in await pieces_of(engine, request) if isinstance(piece, str))
