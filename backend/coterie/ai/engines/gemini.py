"""Google's Gemini, by its own library; importing this takes a third of a second."""

import math
import ssl
from collections.abc import AsyncGenerator, AsyncIterator

import httpx
from google import genai
from google.genai import errors, types

from coterie.ai.engines.base import Piece, SuggestRequest, SummaryRequest, Usage
from coterie.ai.engines.call import Call
from coterie.ai.engines.gemini_answers import answer_text, answer_usage, is_finished
from coterie.ai.engines.gemini_errors import api_error, is_about_thinking
from coterie.ai.engines.gemini_thinking import THINKING_TOKENS, thinking_of
from coterie.ai.engines.keys import key_check
from coterie.ai.engines.limits import SUGGEST_LIMITS, SUMMARY_LIMITS, AnswerLimits
from coterie.ai.engines.outbound import Outbound
from coterie.ai.engines.pinned import Resolve, system_resolve
from coterie.ai.engines.prompts import Prompt, suggest_prompt, summary_prompt
from coterie.ai.engines.reading import TextPieces
from coterie.ai.errors import AnswerMalformed, EngineRefused, EngineUnavailable

GEMINI_BASE_URL = "https://generativelanguage.googleapis.com"
# The version that has system instructions and thinking; the library's environment must not choose.
API_VERSION = "v1beta"
# What the library raises when an answer is not as documented: pydantic's and JSON's errors are
# ValueErrors, the others come from reading fields of what is no object.
_MALFORMED = (ValueError, TypeError, AttributeError, KeyError, RecursionError)

Chunk = types.GenerateContentResponse


class GeminiEngine:
    """One key and model."""

    name = "gemini"
    is_remote = True

    def __init__(
        self,
        *,
        key: str,
        model: str,
        base_url: str = GEMINI_BASE_URL,
        allow_private: bool = False,
        suggest_limits: AnswerLimits = SUGGEST_LIMITS,
        summary_limits: AnswerLimits = SUMMARY_LIMITS,
        resolve: Resolve = system_resolve,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """Raises AddressRefused, or EngineRefused for a key that cannot be one."""
        key = key_check(key)
        if not key:
            raise EngineRefused("Gemini needs a key.")
        self.label = f"Gemini ({model})"
        self._model = model
        self._thinking = thinking_of(model)
        self._suggest_limits, self._summary_limits = suggest_limits, summary_limits
        self._outbound = Outbound(base_url, allow_private=allow_private, resolve=resolve, tls=tls)
        self._models = _models(key, self._outbound)

    def suggest(self, request: SuggestRequest) -> AsyncGenerator[Piece, None]:
        """What comes at the cursor, raw."""
        return self._answer(suggest_prompt(request), request.max_tokens, self._suggest_limits)

    def summarize(self, request: SummaryRequest) -> AsyncGenerator[Piece, None]:
        """Markdown."""
        return self._answer(summary_prompt(request), request.max_tokens, self._summary_limits)

    async def aclose(self) -> None:
        """Closes idle connections of the running event loop; the engine stays usable."""
        await self._outbound.aclose()

    async def _answer(
        self, prompt: Prompt, max_tokens: int, limits: AnswerLimits
    ) -> AsyncGenerator[Piece, None]:
        pieces = TextPieces(limits.max_characters)
        usage: Usage | None = None
        is_whole = False
        async with Call(limits) as call:
            chunks, chunk = await self._start(call, prompt, max_tokens)
            while chunk is not None:
                # The last count is of all.
                usage = answer_usage(chunk) or usage
                for piece in pieces.feed(answer_text(chunk)):
                    yield piece
                is_whole = is_finished(chunk) or is_whole
                chunk = await _next(chunks)
        if not is_whole:
            raise EngineUnavailable("The AI engine's answer was cut.")
        for piece in pieces.end():
            yield piece
        if usage is not None:
            yield usage

    async def _start(
        self, call: Call, prompt: Prompt, max_tokens: int
    ) -> tuple[AsyncIterator[Chunk], Chunk | None]:
        """The answer and its first part, once the model likes the question."""
        try:
            return await self._ask(call, prompt, max_tokens)
        except errors.APIError as error:
            if self._thinking is None or not is_about_thinking(error):
                raise api_error(error) from None
        # Which models take which orders about thinking changes faster than this code.
        self._thinking = None
        try:
            return await self._ask(call, prompt, max_tokens)
        except errors.APIError as error:
            raise api_error(error) from None

    async def _ask(
        self, call: Call, prompt: Prompt, max_tokens: int
    ) -> tuple[AsyncIterator[Chunk], Chunk | None]:
        chunks = await self._models.generate_content_stream(
            model=self._model,
            contents=prompt.user,
            config=self._config(prompt.system, max_tokens, call.limits),
        )
        return chunks, await _first(call, chunks)

    def _config(
        self, system: str, max_tokens: int, limits: AnswerLimits
    ) -> types.GenerateContentConfig:
        return types.GenerateContentConfig(
            system_instruction=system,
            # Thoughts are counted as part of the answer.
            max_output_tokens=max_tokens + THINKING_TOKENS,
            thinking_config=self._thinking,
            # The library would go on asking by itself.
            automatic_continuation=False,
            automatic_function_calling=types.AutomaticFunctionCallingConfig(disable=True),
            # Tells Google when nobody waits any more.
            http_options=types.HttpOptions(timeout=math.ceil(limits.total_seconds * 1000)),
        )


async def _first(call: Call, chunks: AsyncIterator[Chunk]) -> Chunk | None:
    """Sends the question: the library does so when the first part is asked for."""
    with call.sending():
        try:
            return await anext(chunks, None)
        except _MALFORMED:
            raise _malformed() from None


async def _next(chunks: AsyncIterator[Chunk]) -> Chunk | None:
    try:
        return await anext(chunks, None)
    except errors.APIError as error:
        raise api_error(error) from None
    except _MALFORMED:
        raise _malformed() from None


def _malformed() -> AnswerMalformed:
    return AnswerMalformed("The AI engine's answer is not what its documents say.")


def _models(key: str, outbound: Outbound) -> genai.models.AsyncModels:
    """The library with no way out but ours, and nothing chosen by its environment."""
    client = genai.Client(
        vertexai=False,
        api_key=key,
        http_options=types.HttpOptions(
            base_url=str(outbound.base_url),
            api_version=API_VERSION,
            httpx_async_client=outbound.client(),
            httpx_client=httpx.Client(transport=_NoTransport(), trust_env=False),
        ),
    )
    return client.aio.models


class _NoTransport(httpx.BaseTransport):
    def handle_request(self, _request: httpx.Request) -> httpx.Response:
        raise EngineUnavailable("Gemini is only asked asynchronously.")
