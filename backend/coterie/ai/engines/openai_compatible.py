"""Engines that speak OpenAI's protocol, or llama.cpp's or Ollama's own beside it."""

import asyncio
import json
import ssl
from collections.abc import AsyncGenerator, AsyncIterator

import httpx

from coterie.ai.engines.base import Piece, SuggestRequest, SummaryRequest
from coterie.ai.engines.call import Call
from coterie.ai.engines.dialect import MAX_LESSONS, PARAMETER_STATUSES, Dialect
from coterie.ai.engines.fim_tokens import FimTokens, fim_tokens_of
from coterie.ai.engines.keys import key_check
from coterie.ai.engines.limits import (
    DRAIN_SECONDS,
    MAX_ERROR_BYTES,
    SUGGEST_LIMITS,
    SUMMARY_LIMITS,
    AnswerLimits,
)
from coterie.ai.engines.openai_questions import Fim, Question, Questions
from coterie.ai.engines.outbound import Outbound
from coterie.ai.engines.pinned import Resolve, system_resolve
from coterie.ai.engines.prompts import suggest_prompt, summary_prompt
from coterie.ai.engines.reading import Reading
from coterie.ai.engines.status_errors import status_error
from coterie.ai.errors import AnswerMalformed, EngineError, ModelNotFound


class OpenAICompatibleEngine:
    """OpenAI, Ollama, vLLM, llama.cpp, Mistral, DeepSeek …: any base URL, and a way to ask."""

    name = "openai_compatible"
    is_remote = True

    def __init__(
        self,
        *,
        base_url: str,
        model: str,
        key: str = "",
        fim: Fim = "chat",
        fim_tokens: FimTokens | None = None,
        allow_private: bool = False,
        suggest_limits: AnswerLimits = SUGGEST_LIMITS,
        summary_limits: AnswerLimits = SUMMARY_LIMITS,
        resolve: Resolve = system_resolve,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """Raises AddressRefused, EngineRefused (the key), ModelNotFound (no tokens known for it).

        `fim_tokens` matter to `fim="tokens"` alone; without them the model's name tells.
        """
        fim_tokens = fim_tokens or fim_tokens_of(model)
        if fim == "tokens" and fim_tokens is None:
            raise ModelNotFound("No tokens for filling in code are known for this AI model.")
        self.label = model
        self._key = key_check(key)
        self._fim = fim
        self._suggest_limits, self._summary_limits = suggest_limits, summary_limits
        self._outbound = Outbound(base_url, allow_private=allow_private, resolve=resolve, tls=tls)
        self._client = self._outbound.client()
        self._questions = Questions(self._outbound.base_url, model, fim_tokens)
        self._dialect = Dialect()

    def suggest(self, request: SuggestRequest) -> AsyncGenerator[Piece, None]:
        """What comes at the cursor, raw."""
        return self._answer(self._suggest_question(request), self._suggest_limits)

    def summarize(self, request: SummaryRequest) -> AsyncGenerator[Piece, None]:
        """Markdown, always by chat."""
        question = self._questions.chat(summary_prompt(request), request.max_tokens)
        return self._answer(question, self._summary_limits)

    async def aclose(self) -> None:
        """Closes idle connections of the running event loop; the engine stays usable."""
        await self._outbound.aclose()

    def _suggest_question(self, request: SuggestRequest) -> Question:
        match self._fim:
            case "chat":
                return self._questions.chat(suggest_prompt(request), request.max_tokens)
            case "suffix":
                return self._questions.suffix(request)
            case "tokens":
                return self._questions.tokens(request)
            case "ollama":
                return self._questions.ollama(request)
            case "infill":
                return self._questions.infill(request)

    async def _answer(
        self, question: Question, limits: AnswerLimits
    ) -> AsyncGenerator[Piece, None]:
        async with Call(limits) as call:
            response = await self._send(call, question)
            reading = Reading(
                question.read, is_sse=question.is_sse, max_characters=limits.max_characters
            )
            chunks = response.aiter_raw()
            async for chunk in chunks:
                for piece in reading.feed(chunk):
                    yield piece
                if reading.is_done:
                    break
            for piece in reading.end():
                yield piece
            await _drain(chunks)

    async def _send(self, call: Call, question: Question) -> httpx.Response:
        """The answer's head, once the server likes the question."""
        for _ in range(MAX_LESSONS):
            spoken = self._dialect.spoken(question.body)
            response = await self._post(call, question.url, spoken)
            if response.status_code == 200:
                _media_type_check(response, is_sse=question.is_sse)
                return response
            refusal = await _error_text(response)
            if response.status_code not in PARAMETER_STATUSES:
                break
            if not self._dialect.learn(refusal, spoken):
                break
        raise status_error(response.status_code, response.headers)

    async def _post(self, call: Call, url: str, body: dict[str, object]) -> httpx.Response:
        headers = {"Content-Type": "application/json"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        request = self._client.build_request(
            "POST", url, content=json.dumps(body).encode(), headers=headers
        )
        with call.sending():
            return await self._client.send(request, stream=True)


def _media_type_check(response: httpx.Response, *, is_sse: bool) -> None:
    media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    # Web pages come from wrong addresses; plain JSON from servers that cannot stream.
    if media_type == "text/html" or (is_sse and media_type == "application/json"):
        raise AnswerMalformed("The AI engine's address answers, but not as such an engine.")


async def _error_text(response: httpx.Response) -> str:
    """The beginning of it; never for people, since it may quote key and question."""
    text = b""
    async for chunk in response.aiter_raw():
        text += chunk
        if len(text) >= MAX_ERROR_BYTES:
            break
    await response.aclose()
    return text.decode(errors="replace")


async def _drain(chunks: AsyncIterator[bytes]) -> None:
    """Reads the body's end, so that the connection can be used again."""
    try:
        async with asyncio.timeout(DRAIN_SECONDS):
            async for _ in chunks:
                pass
    except (TimeoutError, EngineError):
        # The answer is whole already; only its connection is lost.
        return
