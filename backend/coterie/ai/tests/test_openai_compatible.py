"""The OpenAI-compatible family: what each way of asking puts on the wire, and streams' oddities."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from coterie.ai.engines.fim_tokens import FIM_FAMILIES, FimTokens, fim_tokens_of
from coterie.ai.engines.openai_compatible import OpenAICompatibleEngine
from coterie.ai.errors import (
    AnswerMalformed,
    EngineError,
    EngineRefused,
    EngineUnavailable,
    ModelNotFound,
    QuotaExceeded,
)
from coterie.ai.tests.providers.dialects import (
    CHAT,
    INFILL,
    KEY,
    MODEL,
    OLLAMA,
    SUFFIX,
    SUGGEST,
    SUMMARY,
    TOKENS,
    Dialect,
    pieces_of,
    text_of,
)
from coterie.ai.tests.providers.payloads import (
    DONE,
    chat_answer,
    chat_chunk,
    event,
    failure,
    openai_error,
)
from coterie.ai.tests.providers.server import Answer, Asked, Provider

CONTEXT = "src/other.py\n\nTOTAL = 3\n\n\n"
NO_MAX_TOKENS = openai_error(
    "Unsupported parameter: 'max_tokens' is not supported with this model."
    " Use 'max_completion_tokens' instead.",
    "invalid_request_error",
    "unsupported_parameter",
    "max_tokens",
)
NO_TEMPERATURE = openai_error(
    "Unsupported value: 'temperature' does not support 0 with this model."
    " Only the default (1) value is supported.",
    "invalid_request_error",
    "unsupported_value",
    "temperature",
)
NO_STREAM_OPTIONS = json.dumps(
    {
        "object": "error",
        "message": {
            "detail": [
                {
                    "type": "extra_forbidden",
                    "loc": ["body", "stream_options", "include_usage"],
                    "msg": "Extra inputs are not permitted",
                    "input": True,
                }
            ]
        },
        "type": "invalid_request_error",
        "param": None,
        "code": None,
    }
).encode()


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    async with Provider.start() as provider:
        yield provider


async def _says(provider: Provider, *steps: bytes, dialect: Dialect = CHAT) -> str:
    provider.answers(dialect.path, dialect.answer(*steps))
    engine = dialect.engine(provider.base_url)
    try:
        return await text_of(engine)
    finally:
        await engine.aclose()


async def _fails(provider: Provider, answer: Answer, dialect: Dialect = CHAT) -> EngineError:
    provider.answers(dialect.path, answer)
    engine = dialect.engine(provider.base_url)
    with pytest.raises(EngineError) as caught:
        await pieces_of(engine)
    await engine.aclose()
    return caught.value


async def _asked(provider: Provider, dialect: Dialect, **rest: Any) -> Asked:
    provider.answers(dialect.path, dialect.answer())
    engine = dialect.engine(provider.base_url, **rest)
    await pieces_of(engine)
    await engine.aclose()
    return provider.asked[-1]


async def test_chat_marks_the_cursor(provider: Provider) -> None:
    asked = await _asked(provider, CHAT)
    assert asked.headers["authorization"] == f"Bearer {KEY}"
    system, user = asked.body.pop("messages")
    assert (system["role"], user["role"]) == ("system", "user")
    assert "never follow" in system["content"]
    assert "return <cursor-" in user["content"]
    assert asked.body == {
        "model": MODEL,
        "max_tokens": 64,
        "temperature": 0,
        "stream": True,
        "stream_options": {"include_usage": True},
    }


async def test_suffix(provider: Provider) -> None:
    asked = await _asked(provider, SUFFIX)
    assert asked.body == {
        "model": MODEL,
        "max_tokens": 64,
        "temperature": 0,
        "stream": True,
        "prompt": CONTEXT + SUGGEST.prefix,
        "suffix": SUGGEST.suffix,
    }


async def test_tokens(provider: Provider) -> None:
    asked = await _asked(provider, TOKENS)
    assert asked.body["prompt"] == (
        "<|file_sep|>src/other.py\nTOTAL = 3\n\n<|file_sep|>src/sums.py\n"
        f"<|fim_prefix|>{SUGGEST.prefix}<|fim_suffix|>{SUGGEST.suffix}<|fim_middle|>"
    )
    assert asked.body["stop"][0] == "<|endoftext|>"


async def test_ollama(provider: Provider) -> None:
    asked = await _asked(provider, OLLAMA)
    assert asked.body == {
        "model": MODEL,
        "prompt": CONTEXT + SUGGEST.prefix,
        "suffix": SUGGEST.suffix,
        "stream": True,
        "options": {"num_predict": 64, "temperature": 0},
    }


async def test_infill(provider: Provider) -> None:
    asked = await _asked(provider, INFILL)
    assert asked.body == {
        "input_prefix": SUGGEST.prefix,
        "input_suffix": SUGGEST.suffix,
        "input_extra": [{"filename": "src/other.py", "text": "TOTAL = 3\n"}],
        "n_predict": 64,
        "temperature": 0,
        "stream": True,
    }


@pytest.mark.parametrize("dialect", [CHAT, SUFFIX, TOKENS, OLLAMA, INFILL], ids=lambda d: d.name)
async def test_a_base_url_may_end_with_v1(provider: Provider, dialect: Dialect) -> None:
    provider.answers(dialect.path, dialect.answer())
    for end in ("", "/", "/v1", "/v1/"):
        engine = dialect.engine(provider.base_url + end)
        assert await text_of(engine) == "a + b"
        await engine.aclose()


async def test_other_paths_are_kept(provider: Provider) -> None:
    provider.answers("/openai/v4/chat/completions", CHAT.answer())
    engine = CHAT.engine(f"{provider.base_url}/openai/v4")
    assert await text_of(engine) == "a + b"
    await engine.aclose()


async def test_mistral_has_its_own_path(provider: Provider) -> None:
    async def resolve(host: str, port: int) -> list[str]:
        assert host == "api.mistral.ai"
        return ["127.0.0.1"]

    # Its answers are shaped like a chat's.
    provider.answers("/v1/fim/completions", CHAT.answer())
    engine = SUFFIX.engine(f"http://api.mistral.ai:{provider.port}/v1", resolve=resolve)
    assert await text_of(engine) == "a + b"
    await engine.aclose()


async def test_a_key_is_optional(provider: Provider) -> None:
    asked = await _asked(provider, OLLAMA, key="")
    assert "authorization" not in asked.headers


@pytest.mark.parametrize("key", ["a\r\nX-Evil: 1", "schlüssel", "a b", "x" * 10_000])
def test_a_key_that_can_be_none_is_refused_unquoted(key: str) -> None:
    with pytest.raises(EngineRefused) as caught:
        CHAT.engine("http://127.0.0.1:9", key=key)
    assert key not in str(caught.value)


async def test_comments_fields_and_lines_of_all_kinds(provider: Provider) -> None:
    chunk = json.dumps(chat_chunk({"content": "a + b"}), indent=1).splitlines()
    steps = [
        b"\xef\xbb\xbf: OPENROUTER PROCESSING\n\n",
        b"event: message\nid: 7\nretry: 100\n",
        *(f"data:{' ' * (number % 2)}{line}\r\n".encode() for number, line in enumerate(chunk)),
        b"\r\n",
        b": keep-alive\r\r",
        b"\n",
        event(chat_chunk({}, "stop")),
        DONE,
    ]
    assert await _says(provider, *steps) == "a + b"


async def test_halves_of_characters_are_joined(provider: Provider) -> None:
    halves = [b'{"choices":[{"delta":{"content":"<\\ud83d"}}]}']
    halves += [b'{"choices":[{"delta":{"content":"\\ude00>"}}]}']
    assert await _says(provider, *(b"data: %s\n\n" % half for half in halves), DONE) == "<😀>"


async def test_lone_halves_are_replaced(provider: Provider) -> None:
    halves = [b'{"choices":[{"delta":{"content":"\\ude00<\\ud83d"}}]}']
    assert await _says(provider, *(b"data: %s\n\n" % half for half in halves), DONE) == "�<�"


async def test_an_end_without_done_is_an_end(provider: Provider) -> None:
    assert await _says(provider, *chat_answer("a")[:-1]) == "a"


async def test_nothing_counts_after_done(provider: Provider) -> None:
    assert await _says(provider, *chat_answer("a"), *chat_answer("b")) == "a"


async def test_thoughts_are_no_text(provider: Provider) -> None:
    parts = [
        {"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]},
        {"type": "text", "text": "a"},
    ]
    chunks = [chat_chunk({"reasoning_content": "hm"}), chat_chunk({"content": parts}, "stop")]
    assert await _says(provider, *map(event, chunks)) == "a"


async def test_parameters_are_dropped_once_refused(provider: Provider) -> None:
    provider.answers(
        CHAT.path, failure(400, NO_MAX_TOKENS), failure(400, NO_TEMPERATURE), CHAT.answer()
    )
    engine = CHAT.engine(provider.base_url)
    assert [await text_of(engine), await text_of(engine)] == ["a + b", "a + b"]
    *_, first, second = (asked.body for asked in provider.asked)
    assert len(provider.asked) == 4
    assert first == second
    assert first["max_completion_tokens"] == 64
    assert not {"max_tokens", "temperature"} & set(first)
    await engine.aclose()


async def test_mistral_takes_no_stream_options(provider: Provider) -> None:
    provider.answers(CHAT.path, failure(422, NO_STREAM_OPTIONS), CHAT.answer())
    engine = CHAT.engine(provider.base_url)
    assert await text_of(engine) == "a + b"
    assert "stream_options" not in provider.asked[1].body
    assert provider.asked[1].body["max_tokens"] == 64
    await engine.aclose()


async def test_a_server_that_refuses_all_is_not_asked_for_ever(provider: Provider) -> None:
    body = b"stream_options temperature stop max_completion_tokens"
    assert type(await _fails(provider, failure(400, body))) is EngineRefused
    assert len(provider.asked) == 2


async def test_other_refusals_are_final(provider: Provider) -> None:
    body = openai_error("maximum context length is 4096", "invalid_request_error", None)
    assert type(await _fails(provider, failure(400, body))) is EngineRefused
    assert len(provider.asked) == 1


async def test_a_model_that_cannot_fill_in(provider: Provider) -> None:
    body = b'{"error":"registry.ollama.ai/library/llama3:latest does not support insert"}'
    assert type(await _fails(provider, failure(400, body), OLLAMA)) is EngineRefused


async def test_an_account_without_money(provider: Provider) -> None:
    body = openai_error("Insufficient Balance", "unknown_error", "invalid_request_error")
    assert type(await _fails(provider, failure(402, body))) is QuotaExceeded


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ({"message": "x", "code": 429}, QuotaExceeded),
        ({"message": "x", "code": "server_error"}, EngineUnavailable),
        ("llama runner process has terminated", EngineUnavailable),
    ],
    ids=["code", "word", "text"],
)
async def test_an_error_in_mid_answer(
    provider: Provider, error: object, kind: type[EngineError]
) -> None:
    answer = CHAT.answer(chat_answer("a")[1], event({"error": error}), DONE)
    assert type(await _fails(provider, answer)) is kind


async def test_answers_that_the_provider_forbids(provider: Provider) -> None:
    filtered = CHAT.answer(event(chat_chunk({}, "content_filter")), DONE)
    assert type(await _fails(provider, filtered)) is EngineRefused
    refused = CHAT.answer(event(chat_chunk({"refusal": "I can't."})), DONE)
    assert type(await _fails(provider, refused)) is EngineRefused


@pytest.mark.parametrize("media_type", ["text/html; charset=utf-8", "application/json"])
async def test_addresses_of_something_else(provider: Provider, media_type: str) -> None:
    answer = Answer(steps=[b"<html>"], headers={"Content-Type": media_type})
    assert type(await _fails(provider, answer)) is AnswerMalformed


async def test_summaries_are_asked_by_chat_below_v1(provider: Provider) -> None:
    provider.answers(CHAT.path, CHAT.answer())
    for dialect in (OLLAMA, INFILL):
        engine = dialect.engine(provider.base_url)
        assert [piece async for piece in engine.summarize(SUMMARY)][:2] == ["a ", "+ b"]
        await engine.aclose()


@pytest.mark.parametrize(
    ("model", "family"),
    [
        ("Qwen/Qwen2.5-Coder-7B", "qwen"),
        ("codellama:7b-code", "codellama"),
        ("deepseek-ai/deepseek-coder-6.7b-base", "deepseek"),
        ("bigcode/starcoder2-3b", "starcoder"),
        ("mistralai/Codestral-22B-v0.1", "codestral"),
        ("google/codegemma-2b", "codegemma"),
    ],
)
def test_tokens_are_known_by_the_model(model: str, family: str) -> None:
    assert fim_tokens_of(model) is FIM_FAMILIES[family]


def test_codestral_reads_the_suffix_first() -> None:
    prompt = FIM_FAMILIES["codestral"].prompt(replace(SUGGEST, prefix="a", suffix="b"))
    assert prompt == "[SUFFIX]b[PREFIX]a"


def test_unknown_families_need_their_tokens() -> None:
    with pytest.raises(ModelNotFound):
        OpenAICompatibleEngine(base_url="http://example.com", model="mine", fim="tokens")
    OpenAICompatibleEngine(
        base_url="http://example.com",
        model="mine",
        fim="tokens",
        fim_tokens=FimTokens(prefix="<P>", suffix="<S>", middle="<M>"),
    )


@pytest.mark.parametrize("family", FIM_FAMILIES)
def test_a_room_cannot_speak_in_tokens(family: str) -> None:
    tokens = FIM_FAMILIES[family]
    hostile = " ".join((tokens.prefix, tokens.suffix, tokens.middle, tokens.file, *tokens.stop))
    plain = tokens.prompt(replace(SUGGEST, context=(("x", "y"),)))
    attacked = tokens.prompt(
        replace(
            SUGGEST, prefix=hostile, suffix=hostile, path=hostile, context=((hostile, hostile),)
        )
    )
    for token in (tokens.prefix, tokens.suffix, tokens.middle, tokens.file, *tokens.stop):
        if token.strip():
            assert attacked.count(token.strip()) == plain.count(token.strip())


async def test_half_characters_from_a_room_can_be_asked(provider: Provider) -> None:
    provider.answers(SUFFIX.path, SUFFIX.answer())
    engine = SUFFIX.engine(provider.base_url)
    assert await text_of(engine, replace(SUGGEST, prefix="x\ud83d")) == "a + b"
    assert provider.asked[0].body["prompt"].endswith("x�")
    await engine.aclose()
