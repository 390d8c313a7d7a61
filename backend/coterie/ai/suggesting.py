"""A suggestion: admission, window, redaction, one call to an engine, and a cut that fits."""

import asyncio
import hashlib
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, replace

from asgiref.sync import sync_to_async

from coterie.ai.cache import Cache
from coterie.ai.callers import Admitted, budgets_take, suggest_admit
from coterie.ai.calls import Answer, Call, call_slot, failures_told
from coterie.ai.context import signature_parts, whole_parts
from coterie.ai.engines.base import Engine, SuggestRequest
from coterie.ai.limits import (
    BYTES_PER_TOKEN,
    CONTEXT_SHARE,
    LOCAL_PREFIX_BYTES,
    LOCAL_SUFFIX_BYTES,
    MAX_SUGGESTION_CHARACTERS,
    PREFIX_SHARE,
    SUGGEST_SECONDS,
    SUGGEST_TOKENS,
    WINDOW_TOKENS,
)
from coterie.ai.redaction import redact_around
from coterie.ai.room_texts import NOTHING, RoomTexts, room_texts
from coterie.ai.trimming import trim
from coterie.ai.window import cursor_index, cut_before, cut_behind, window_around
from coterie.config import clock

WINDOW_BYTES = WINDOW_TOKENS * BYTES_PER_TOKEN
# Beyond the window, so that a secret that it cuts through is seen whole.
SCAN_MARGIN_BYTES = 4_000
# Texts of a few kB at most; an undone edit brings the same question back within minutes.
_answers: Cache[str, str] = Cache(size=512, seconds=600)


@dataclass(frozen=True, kw_only=True)
class SuggestQuestion:
    """What a caller asks; the position is in UTF-16 code units."""

    code: str
    cursor_position: int
    language: str
    path: str
    room_id: str | None


@dataclass(frozen=True)
class _Prepared:
    request: SuggestRequest
    redacted: int


def suggest(question: SuggestQuestion, *, bearer: str | None) -> AsyncGenerator[str | Answer, None]:
    """Pieces, then the Answer, which may cut them; raises CoterieErrors."""
    return failures_told(_suggest(question, bearer))


async def _suggest(
    question: SuggestQuestion, bearer: str | None
) -> AsyncGenerator[str | Answer, None]:
    deadline = asyncio.get_running_loop().time() + SUGGEST_SECONDS
    now = clock.now()
    with call_slot():
        admitted = await sync_to_async(suggest_admit)(
            room_id=question.room_id, bearer=bearer, now=now
        )
        room, engine = admitted.room, admitted.engine
        texts = NOTHING if room is None else await room_texts(room=room, now=now)
        prepared = await _prepare(question, engine, texts)
        call = Call(engine=engine, room=room, kind="suggestions", deadline=deadline)
        key = _key(admitted, prepared.request)
        known = _answers.get(key)
        if known is not None:
            call.count_cached()
            yield call.answer(known, redacted=prepared.redacted)
            return
        if room is not None and engine.is_remote:
            await sync_to_async(budgets_take)(room=room, now=now)
        async with aclosing(_cut(call, prepared.request)) as parts:
            async for part in parts:
                if isinstance(part, str):
                    yield part
                    continue
                (whole,) = part
                # The local engine costs nothing, and knows more once it is warm.
                if call.engine is engine and engine.is_remote:
                    _answers.put(key, whole)
                yield call.answer(whole, redacted=prepared.redacted)


async def _cut(call: Call, request: SuggestRequest) -> AsyncGenerator[str | tuple[str], None]:
    """What is certain of the answer as it comes; then, in a tuple, the whole."""
    raw = shown = ""
    async with aclosing(call.pieces(lambda engine: engine.suggest(request))) as pieces:
        async for piece in pieces:
            raw += piece
            trimmed = trim(raw, request.prefix, request.suffix, is_final=False)
            if trimmed.text.startswith(shown) and trimmed.text != shown:
                yield trimmed.text[len(shown) :]
                shown = trimmed.text
            if trimmed.is_ended or len(raw) > 2 * MAX_SUGGESTION_CHARACTERS:
                call.is_enough = True
                break
    yield (trim(raw, request.prefix, request.suffix, is_final=True).text,)


async def _prepare(question: SuggestQuestion, engine: Engine, texts: RoomTexts) -> _Prepared:
    index = cursor_index(question.code, question.cursor_position)
    prefix, suffix = question.code[:index], question.code[index:]
    request = SuggestRequest(
        prefix=cut_before(prefix, LOCAL_PREFIX_BYTES),
        suffix=cut_behind(suffix, LOCAL_SUFFIX_BYTES),
        language=question.language,
        path=question.path,
        max_tokens=SUGGEST_TOKENS,
    )
    if not engine.is_remote:
        parts = whole_parts(texts, path=question.path, prefix=prefix)
        return _Prepared(replace(request, context=parts), 0)
    return await _prepare_to_leave(request, texts)


async def _prepare_to_leave(request: SuggestRequest, texts: RoomTexts) -> _Prepared:
    """The window, and parts of other files, within the budget and without secrets."""
    seen = WINDOW_BYTES + SCAN_MARGIN_BYTES
    prefix, suffix = cut_before(request.prefix, seen), cut_behind(request.suffix, seen)
    size = len((prefix + suffix).encode())
    # What the file at hand does not need is the others', and a share is theirs in any case.
    spare = max(WINDOW_BYTES - size, int(WINDOW_BYTES * CONTEXT_SHARE))
    parts = signature_parts(texts, path=request.path, prefix=prefix, size=spare)
    used = sum(len(text.encode()) for part in parts for text in part)
    others = [text for part in parts for text in part]
    redacted = await redact_around(prefix, suffix, [request.path, *others])
    before, behind, path, *rest = redacted.texts
    window = window_around(before, behind, size=WINDOW_BYTES - used, prefix_share=PREFIX_SHARE)
    return _Prepared(
        replace(
            request,
            prefix=window.prefix,
            suffix=window.suffix,
            path=path,
            context=tuple(zip(rest[::2], rest[1::2], strict=True)),
        ),
        redacted.count,
    )


def _key(admitted: Admitted, request: SuggestRequest) -> str:
    """Of the room too: nobody shall find out what was asked elsewhere."""
    room = "" if admitted.room is None else str(admitted.room.pk)
    asked = repr((room, admitted.engine.name, admitted.engine.label, request))
    return hashlib.sha256(asked.encode()).hexdigest()
