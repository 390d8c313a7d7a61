"""What every remote engine keeps to, whatever its provider does: on real servers on loopback."""

import asyncio
import json
import logging
import traceback
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from coterie.ai.errors import (
    AnswerMalformed,
    EngineError,
    EngineRefused,
    EngineTimeout,
    EngineUnavailable,
    ModelNotFound,
    QuotaExceeded,
)
from coterie.ai.tests.providers.dialects import (
    DIALECTS,
    GEMINI,
    HASTY,
    KEY,
    OLLAMA,
    PATIENT,
    SUGGEST,
    SUMMARY,
    USAGE,
    Dialect,
    pieces_of,
    text_of,
)
from coterie.ai.tests.providers.payloads import by_bytes, failure
from coterie.ai.tests.providers.server import WAIT_SECONDS, Answer, Provider, Step

pytestmark = pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    async with Provider.start() as provider:
        yield provider


async def fails(
    dialect: Dialect, provider: Provider, answer: Answer, **rest: object
) -> EngineError:
    """What a suggestion ends with."""
    provider.answers(dialect.path, answer)
    engine = dialect.engine(provider.base_url, **rest)
    try:
        with pytest.raises(EngineError) as caught:
            await pieces_of(engine)
    finally:
        await engine.aclose()
    return caught.value


async def test_streams_text_then_usage(dialect: Dialect, provider: Provider) -> None:
    provider.answers(dialect.path, dialect.answer())
    engine = dialect.engine(provider.base_url)
    assert await pieces_of(engine) == ["a ", "+ b", USAGE]
    await engine.aclose()


async def test_text_comes_as_it_is_written(dialect: Dialect, provider: Provider) -> None:
    upto = 2 if dialect.name == "chat" else 1
    begun = dialect.body("a ", "+ b")[:upto]
    provider.answers(dialect.path, dialect.answer(*begun, Step.SILENCE))
    engine = dialect.engine(provider.base_url)
    async with asyncio.timeout(WAIT_SECONDS):
        answer = engine.suggest(SUGGEST)
        assert await anext(answer) == "a "
    await answer.aclose()
    await engine.aclose()


async def test_closing_the_generator_disconnects(dialect: Dialect, provider: Provider) -> None:
    *whole, _ = dialect.body("a ", "+ b")
    provider.answers(dialect.path, dialect.answer(*whole[:2], Step.SILENCE))
    engine = dialect.engine(provider.base_url)
    answer = engine.suggest(SUGGEST)
    assert await anext(answer) == "a "
    assert not provider.left.is_set()
    await answer.aclose()
    await provider.sees_the_client_leave()
    await engine.aclose()


async def test_cancelling_disconnects(dialect: Dialect, provider: Provider) -> None:
    provider.answers(dialect.path, Answer(is_silent_first=True))
    engine = dialect.engine(provider.base_url)
    asking = asyncio.ensure_future(pieces_of(engine))
    async with asyncio.timeout(WAIT_SECONDS):
        while not provider.asked:
            await asyncio.sleep(0)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    await provider.sees_the_client_leave()
    await engine.aclose()


async def test_characters_cut_between_chunks_come_whole(
    dialect: Dialect, provider: Provider
) -> None:
    provider.answers(dialect.path, dialect.answer(*by_bytes(dialect.body("é👩‍🚀", "ж€"))))
    engine = dialect.engine(provider.base_url)
    assert await text_of(engine) == "é👩‍🚀ж€"
    await engine.aclose()


async def test_an_empty_answer_is_an_answer(dialect: Dialect, provider: Provider) -> None:
    provider.answers(dialect.path, dialect.answer(*dialect.body()))
    engine = dialect.engine(provider.base_url)
    assert await pieces_of(engine) == [USAGE]
    await engine.aclose()


async def test_connections_are_used_again(dialect: Dialect, provider: Provider) -> None:
    provider.answers(dialect.path, dialect.answer())
    engine = dialect.engine(provider.base_url)
    for _ in range(3):
        await pieces_of(engine)
    assert provider.connections == 1
    await engine.aclose()


@pytest.mark.parametrize("status", [401, 403])
async def test_a_refused_key(dialect: Dialect, provider: Provider, status: int) -> None:
    body = json.dumps({"error": {"code": status, "message": f"Incorrect API key: {KEY}"}}).encode()
    error = await fails(dialect, provider, failure(status, body))
    assert type(error) is EngineRefused
    assert "key" in str(error)
    assert KEY not in str(error)


async def test_a_model_that_is_not_there(dialect: Dialect, provider: Provider) -> None:
    body = b'{"error": {"code": 404, "message": "The model `x` does not exist"}}'
    assert type(await fails(dialect, provider, failure(404, body))) is ModelNotFound


async def test_quota_with_seconds(dialect: Dialect, provider: Provider) -> None:
    error = await fails(dialect, provider, failure(429, b"{}", {"Retry-After": "17"}))
    assert isinstance(error, QuotaExceeded)
    assert error.retry_after == 17


async def test_quota_with_a_date(dialect: Dialect, provider: Provider) -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    error = await fails(dialect, provider, failure(429, b"{}", {"Retry-After": date}))
    assert isinstance(error, QuotaExceeded)
    assert error.retry_after is not None
    assert 60 < error.retry_after <= 90


@pytest.mark.parametrize("value", ["soon", "-3", "nan"])
async def test_quota_without_a_use(dialect: Dialect, provider: Provider, value: str) -> None:
    error = await fails(dialect, provider, failure(429, b"{}", {"Retry-After": value}))
    assert isinstance(error, QuotaExceeded)
    assert error.retry_after is None


@pytest.mark.parametrize("status", [500, 502, 503])
async def test_failures_of_the_provider(dialect: Dialect, provider: Provider, status: int) -> None:
    answer = failure(status, b"<html>upstream connect error</html>", {"Content-Type": "text/html"})
    assert type(await fails(dialect, provider, answer)) is EngineUnavailable
    # Nobody retries behind the caller's back.
    assert len(provider.asked) == 1


async def test_nobody_listens(dialect: Dialect) -> None:
    async with Provider.start() as gone:
        base_url = gone.base_url
    engine = dialect.engine(base_url)
    with pytest.raises(EngineUnavailable):
        await pieces_of(engine)
    await engine.aclose()


async def test_a_slow_first_byte(dialect: Dialect, provider: Provider) -> None:
    answer = Answer(is_silent_first=True)
    error = await fails(dialect, provider, answer, suggest_limits=HASTY)
    assert type(error) is EngineTimeout
    await provider.sees_the_client_leave()


async def test_silence_in_mid_answer(dialect: Dialect, provider: Provider) -> None:
    answer = dialect.answer(*dialect.body("a ")[:-1], Step.SILENCE)
    error = await fails(dialect, provider, answer, suggest_limits=HASTY)
    assert type(error) is EngineTimeout
    await provider.sees_the_client_leave()


async def test_trickles_beyond_the_whole_time(dialect: Dialect, provider: Provider) -> None:
    hasty = replace(PATIENT, total_seconds=0.2)
    answer = dialect.answer(b"\n", Step.REPEAT)
    error = await fails(
        dialect,
        provider,
        answer,
        suggest_limits=replace(hasty, max_bytes=1 << 40, max_lines=1 << 40),
    )
    assert type(error) is EngineTimeout
    await provider.sees_the_client_leave()


@pytest.mark.parametrize("framing", ["chunked", "close"])
async def test_cut_in_mid_answer(dialect: Dialect, provider: Provider, framing: str) -> None:
    whole = dialect.body("a ", "+ b")
    # Without the events that say it is whole: a closed connection looks like an end.
    cut = [Step.CUT] if framing == "chunked" else []
    error = await fails(dialect, provider, dialect.answer(*whole[:2], *cut, framing=framing))
    assert type(error) is EngineUnavailable


async def test_no_answer_at_all(dialect: Dialect, provider: Provider) -> None:
    error = await fails(dialect, provider, dialect.answer(b"\n", framing="close"))
    assert type(error) is EngineUnavailable


@pytest.mark.parametrize(
    "garbage",
    [b'{"candidates": [{"text": NOPE', b"[1, 2]", b'"text"', b"\xff\xfe{}", b"[" * 50_000],
    ids=["broken", "list", "string", "not UTF-8", "deep"],
)
async def test_garbage(dialect: Dialect, provider: Provider, garbage: bytes) -> None:
    line = garbage + b"\n" if dialect is OLLAMA else b"data: " + garbage + b"\n\n"
    error = await fails(dialect, provider, dialect.answer(line, *dialect.body("a")))
    assert type(error) is AnswerMalformed


@pytest.mark.parametrize("wrong", [7, {"a": 1}, ["x"]], ids=str)
async def test_wrong_shapes(dialect: Dialect, provider: Provider, wrong: object) -> None:
    shape: dict[str, object] = {
        "gemini": {"candidates": [{"content": {"parts": wrong}}]},
        "chat": {"choices": [{"delta": {"content": wrong if wrong != ["x"] else 7}}]},
        "suffix": {"choices": wrong},
        "tokens": {"choices": [{"text": wrong}]},
        "ollama": {"response": wrong, "done": False},
        "infill": {"content": wrong, "stop": False},
    }
    line = json.dumps(shape[dialect.name]).encode()
    line = line + b"\n" if dialect is OLLAMA else b"data: " + line + b"\n\n"
    error = await fails(dialect, provider, dialect.answer(line, *dialect.body("a")))
    assert type(error) is AnswerMalformed


async def test_a_line_without_end(dialect: Dialect, provider: Provider) -> None:
    answer = dialect.answer(b'data: {"x": "' + b"x" * 60_000, b"x" * 60_000, Step.REPEAT)
    error = await fails(dialect, provider, answer)
    assert type(error) is AnswerMalformed
    # Long before the answer as a whole is too long.
    assert "line" in str(error)
    await provider.sees_the_client_leave()


async def test_an_endless_answer(dialect: Dialect, provider: Provider) -> None:
    *_, one = dialect.body("x" * 4000)[: 2 if dialect.name == "chat" else 1]
    answer = dialect.answer(one, Step.REPEAT)
    assert type(await fails(dialect, provider, answer)) is AnswerMalformed
    await provider.sees_the_client_leave()


async def test_endless_lines_that_say_nothing(dialect: Dialect, provider: Provider) -> None:
    answer = dialect.answer(b"\n" * 5000, Step.REPEAT)
    assert type(await fails(dialect, provider, answer)) is AnswerMalformed
    await provider.sees_the_client_leave()


async def test_an_endless_error(dialect: Dialect, provider: Provider) -> None:
    answer = Answer(status=500, steps=[b"<p>" * 20_000 + b"\n", Step.REPEAT])
    error = await fails(dialect, provider, answer)
    # Gemini's library reads all of it, as far as it is let.
    assert type(error) is (AnswerMalformed if dialect is GEMINI else EngineUnavailable)
    await provider.sees_the_client_leave()


async def test_compressed_answers_are_not_unpacked(dialect: Dialect, provider: Provider) -> None:
    answer = Answer(steps=[b"\x1f\x8b"], headers={"Content-Encoding": "gzip"})
    assert type(await fails(dialect, provider, answer)) is AnswerMalformed
    assert provider.asked[0].headers["accept-encoding"] == "identity"


@pytest.mark.parametrize("status", [200, 401, 404, 429, 500])
async def test_key_and_text_stay_out_of_logs_and_errors(
    dialect: Dialect, provider: Provider, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    caplog.set_level(logging.DEBUG)
    echo = json.dumps({"error": {"code": status, "message": f"{KEY} asked {SUGGEST.prefix}"}})
    answer = failure(status, echo.encode())
    if status == 200:
        broken = f"data: {{{KEY} {SUGGEST.path}\n\n{{{KEY} {SUGGEST.path}\n"
        answer = dialect.answer(broken.encode())
    error = await fails(dialect, provider, answer)
    said = caplog.text + "".join(traceback.format_exception(error)) + repr(error)
    # The question itself was asked with the key, or this would prove nothing.
    assert KEY in str(provider.asked[0].headers)
    assert KEY not in said
    assert SUGGEST.path not in said
    assert "def add" not in said


async def test_summaries(dialect: Dialect, provider: Provider) -> None:
    summary = DIALECTS[1] if dialect is not GEMINI else GEMINI
    provider.answers(summary.path, summary.answer(*summary.body("# Sums\n", "- `add`")))
    engine = dialect.engine(provider.base_url)
    assert [piece async for piece in engine.summarize(SUMMARY)] == ["# Sums\n", "- `add`", USAGE]
    [asked] = provider.asked
    assert "return a + b" in json.dumps(asked.body)
    assert "tools" not in asked.body
    await engine.aclose()


async def test_works_on_several_event_loops(dialect: Dialect, provider: Provider) -> None:
    provider.answers(dialect.path, dialect.answer())
    engine = dialect.engine(provider.base_url)

    async def ask_elsewhere() -> str:
        text = await text_of(engine)
        await engine.aclose()
        return text

    # The connection of this loop stays open meanwhile.
    assert await text_of(engine) == "a + b"
    assert await asyncio.to_thread(asyncio.run, ask_elsewhere()) == "a + b"
    assert await text_of(engine) == "a + b"
    assert provider.connections == 2
    await engine.aclose()
