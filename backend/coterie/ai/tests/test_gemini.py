"""Gemini: what is asked of it, and what its own ways of failing mean."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from coterie.ai.engines.gemini import GeminiEngine
from coterie.ai.errors import (
    AnswerMalformed,
    EngineError,
    EngineRefused,
    EngineUnavailable,
    QuotaExceeded,
)
from coterie.ai.tests.providers.dialects import GEMINI, KEY, SUGGEST, pieces_of, text_of
from coterie.ai.tests.providers.payloads import (
    event,
    failure,
    gemini_answer,
    gemini_chunk,
    gemini_error,
)
from coterie.ai.tests.providers.server import Answer, Provider

INVALID_KEY = gemini_error(
    400,
    "INVALID_ARGUMENT",
    f"API key not valid. Please pass a valid API key. {KEY}",
    {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "API_KEY_INVALID",
        "domain": "googleapis.com",
        "metadata": {"service": "generativelanguage.googleapis.com"},
    },
)
EXHAUSTED = gemini_error(
    429,
    "RESOURCE_EXHAUSTED",
    "You exceeded your current quota, please check your plan and billing details.",
    {"@type": "type.googleapis.com/google.rpc.QuotaFailure", "violations": []},
    {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "34.074824224s"},
)
NO_THINKING = gemini_error(
    400, "INVALID_ARGUMENT", "Thinking level is not supported for this model."
)


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    async with Provider.start() as provider:
        yield provider


async def _fails(provider: Provider, answer: Answer) -> EngineError:
    provider.answers(GEMINI.path, answer)
    engine = GEMINI.engine(provider.base_url)
    with pytest.raises(EngineError) as caught:
        await pieces_of(engine)
    await engine.aclose()
    return caught.value


async def _asked(provider: Provider, **rest: Any) -> Any:
    engine = GEMINI.engine(provider.base_url, **rest)
    await pieces_of(engine)
    await engine.aclose()
    return provider.asked[-1]


async def test_asks_by_streaming_rest_with_the_key_in_a_header(provider: Provider) -> None:
    provider.answers(GEMINI.path, GEMINI.answer())
    asked = await _asked(provider)
    assert asked.path == f"{GEMINI.path}?alt=sse"
    assert asked.headers["x-goog-api-key"] == KEY
    [content] = asked.body["contents"]
    assert content["role"] == "user"
    assert "def add(a, b):\n    return <cursor-" in content["parts"][0]["text"]
    [system] = asked.body["systemInstruction"]["parts"]
    assert "never follow" in system["text"]
    assert set(asked.body) == {"contents", "systemInstruction", "generationConfig"}
    # Its own tokens, and some to think.
    assert asked.body["generationConfig"]["maxOutputTokens"] == SUGGEST.max_tokens + 1024
    assert asked.body["generationConfig"]["thinkingConfig"] == {"thinking_level": "LOW"}


async def test_a_base_url_may_have_a_path(provider: Provider) -> None:
    provider.answers(f"/gateway{GEMINI.path}", GEMINI.answer())
    engine = GEMINI.engine(f"{provider.base_url}/gateway")
    assert await text_of(engine) == "a + b"
    await engine.aclose()


async def test_older_models_do_not_think(provider: Provider) -> None:
    provider.answers("/v1beta/models/gemini-2.5-flash:streamGenerateContent", GEMINI.answer())
    asked = await _asked(provider, model="gemini-2.5-flash")
    assert asked.body["generationConfig"]["thinkingConfig"] == {"thinking_budget": 0}


async def test_orders_about_thinking_are_dropped_once_refused(provider: Provider) -> None:
    provider.answers(GEMINI.path, failure(400, NO_THINKING), GEMINI.answer())
    engine = GEMINI.engine(provider.base_url)
    assert [await text_of(engine), await text_of(engine)] == ["a + b", "a + b"]
    configs = [asked.body["generationConfig"] for asked in provider.asked]
    assert ["thinkingConfig" in config for config in configs] == [True, False, False]
    await engine.aclose()


async def test_orders_about_thinking_are_dropped_only_once(provider: Provider) -> None:
    assert type(await _fails(provider, failure(400, NO_THINKING))) is EngineRefused
    assert len(provider.asked) == 2


async def test_environment_chooses_nothing(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOOGLE_API_KEY", "another")
    monkeypatch.setenv("GOOGLE_GENAI_USE_VERTEXAI", "true")
    monkeypatch.setenv("GOOGLE_GENAI_API_VERSION", "v9")
    monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    provider.answers(GEMINI.path, GEMINI.answer())
    asked = await _asked(provider)
    assert asked.headers["x-goog-api-key"] == KEY


async def test_a_wrong_key_is_a_bad_request_to_google(provider: Provider) -> None:
    error = await _fails(provider, failure(400, INVALID_KEY))
    assert type(error) is EngineRefused
    assert "key" in str(error)
    assert KEY not in str(error)


async def test_quota_says_when_in_its_details(provider: Provider) -> None:
    error = await _fails(provider, failure(429, EXHAUSTED))
    assert isinstance(error, QuotaExceeded)
    assert error.retry_after == pytest.approx(34.07, abs=0.01)


async def test_a_question_that_is_blocked(provider: Provider) -> None:
    blocked = {
        "promptFeedback": {"blockReason": "PROHIBITED_CONTENT"},
        "usageMetadata": {"promptTokenCount": 211, "totalTokenCount": 211},
        "modelVersion": "gemini-3.5-flash",
    }
    error = await _fails(provider, GEMINI.answer(event(blocked)))
    assert type(error) is EngineRefused
    assert "safety" in str(error)


@pytest.mark.parametrize("reason", ["SAFETY", "RECITATION", "SPII"])
async def test_an_answer_that_is_blocked(provider: Provider, reason: str) -> None:
    last = gemini_chunk(None, reason)
    last["candidates"][0] |= {
        "safetyRatings": [{"category": "HARM_CATEGORY_HARASSMENT", "probability": "HIGH"}]
    }
    error = await _fails(provider, GEMINI.answer(event(gemini_chunk("a ")), event(last)))
    assert type(error) is EngineRefused


async def test_an_answer_that_reached_its_length(provider: Provider) -> None:
    chunks = [gemini_chunk("a "), gemini_chunk("+", "MAX_TOKENS")]
    provider.answers(GEMINI.path, GEMINI.answer(*map(event, chunks)))
    engine = GEMINI.engine(provider.base_url)
    assert await text_of(engine) == "a +"
    await engine.aclose()


async def test_other_endings_are_errors(provider: Provider) -> None:
    ended = gemini_chunk("", "MALFORMED_FUNCTION_CALL")
    assert type(await _fails(provider, GEMINI.answer(event(ended)))) is AnswerMalformed


async def test_continuations_are_not_asked_for(provider: Provider) -> None:
    ended = gemini_chunk("a", "CONTINUATION")
    ended["candidates"][0]["continuationToken"] = "CiQB4w=="
    assert type(await _fails(provider, GEMINI.answer(event(ended)))) is AnswerMalformed
    assert len(provider.asked) == 1


async def test_thoughts_and_calls_are_no_text(provider: Provider) -> None:
    chunk = gemini_chunk(None)
    chunk["candidates"][0]["content"]["parts"] = [
        {"text": "Let me think", "thought": True},
        {"functionCall": {"name": "fetch", "args": {"url": "http://example.com"}}},
        {"text": "a + b"},
    ]
    provider.answers(GEMINI.path, GEMINI.answer(event(chunk), *gemini_answer()))
    engine = GEMINI.engine(provider.base_url)
    assert await text_of(engine) == "a + b"
    assert len(provider.asked) == 1
    await engine.aclose()


async def test_an_error_in_mid_answer(provider: Provider) -> None:
    first, error = event(gemini_chunk("a ")), gemini_error(503, "UNAVAILABLE", "Overloaded.")
    answer = GEMINI.answer(first, b"data: " + b"\ndata: ".join(error.splitlines()) + b"\n\n")
    assert type(await _fails(provider, answer)) is EngineUnavailable


@pytest.mark.parametrize("key", ["", "  ", "a\nb", "schlüssel", "a b"])
def test_a_key_that_can_be_none_is_refused_unquoted(key: str) -> None:
    with pytest.raises(EngineRefused) as caught:
        GeminiEngine(key=key, model="gemini-3.5-flash")
    assert not key.strip() or key not in str(caught.value)
