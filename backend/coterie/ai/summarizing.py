"""A summary: admission, the room's files and people, redaction, and one call to an engine."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime

from asgiref.sync import sync_to_async

from coterie.ai.activity import activity_lines
from coterie.ai.callers import budgets_take, summarize_admit
from coterie.ai.calls import Answer, Call, call_slot, failures_told
from coterie.ai.engines.base import SummaryRequest
from coterie.ai.limits import (
    MAX_SUMMARY_CHARACTERS,
    MAX_SUMMARY_FILES,
    SUMMARY_BYTES,
    SUMMARY_SECONDS,
    SUMMARY_TOKENS,
)
from coterie.ai.redaction import redact
from coterie.ai.window import cut_behind
from coterie.config import clock
from coterie.files.room_files import node_addresses, room_files
from coterie.rooms.models import Room

# Some seconds of the minute that a summary may take; an unloaded room is read from its store.
FILES_SECONDS = 10.0
# What the file at hand is called where only its text is known.
AT_HAND = "main"

File = tuple[str, str, str]


@dataclass(frozen=True, kw_only=True)
class SummarizeQuestion:
    room_id: str
    # The text of the file at hand, for when realtime does not tell.
    code: str | None


@dataclass(frozen=True)
class _About:
    """What the database says."""

    name: str
    language: str
    activity: str
    addresses: list[str]
    # Of the first file, for when neither realtime nor the caller tells.
    snapshot: str


def summarize(
    question: SummarizeQuestion, *, bearer: str | None
) -> AsyncGenerator[str | Answer, None]:
    """Pieces of Markdown, then the Answer; raises CoterieErrors."""
    return failures_told(_summarize(question, bearer))


async def _summarize(
    question: SummarizeQuestion, bearer: str | None
) -> AsyncGenerator[str | Answer, None]:
    deadline = asyncio.get_running_loop().time() + SUMMARY_SECONDS
    now = clock.now()
    with call_slot():
        admitted = await sync_to_async(summarize_admit)(
            room_id=question.room_id, bearer=bearer, now=now
        )
        room, engine = admitted.room, admitted.engine
        request = await _request(room, question.code, now)
        redacted = 0
        if engine.is_remote:
            request, redacted = await _redacted(request)
        if room is not None and engine.is_remote:
            await sync_to_async(budgets_take)(room=room, now=now)
        call = Call(engine=engine, room=room, kind="summaries", deadline=deadline)
        whole = ""
        async with aclosing(call.pieces(lambda engine: engine.summarize(request))) as pieces:
            async for piece in pieces:
                whole += piece
                yield piece
                if len(whole) > MAX_SUMMARY_CHARACTERS:
                    call.is_enough = True
                    break
        yield call.answer(whole.strip()[:MAX_SUMMARY_CHARACTERS], redacted=redacted)


async def _request(room: Room | None, code: str | None, now: datetime) -> SummaryRequest:
    """Of a room that the caller is not in only what the caller sent."""
    if room is None:
        files: list[File] = [] if code is None else [(AT_HAND, "", code)]
        return _bounded("", "", files)
    about = await sync_to_async(_about)(room, now)
    found = await room_files(room=room, addresses=about.addresses, seconds=FILES_SECONDS)
    if found is not None:
        files = [(file.path, file.language, file.text) for file in found]
    else:
        files = [(AT_HAND, about.language, about.snapshot if code is None else code)]
    return _bounded(about.name, about.activity, files)


def _about(room: Room, now: datetime) -> _About:
    return _About(
        name=room.name,
        language=room.language,
        activity=activity_lines(room=room, now=now),
        addresses=node_addresses(room=room, now=now),
        snapshot=room.last_code_snapshot,
    )


def _bounded(name: str, activity: str, files: Sequence[File]) -> SummaryRequest:
    """Each file gets its share; what short ones leave is for the long ones."""
    written = [file for file in files if file[2].strip()][:MAX_SUMMARY_FILES]
    sizes = sorted(len(text.encode()) for _, _, text in written)
    left, share = SUMMARY_BYTES, SUMMARY_BYTES
    for number, size in enumerate(sizes):
        share = left // (len(sizes) - number)
        if size > share:
            break
        left -= size
    return SummaryRequest(
        room=name,
        activity=activity,
        files=tuple((path, language, cut_behind(text, share)) for path, language, text in written),
        max_tokens=SUMMARY_TOKENS,
    )


async def _redacted(request: SummaryRequest) -> tuple[SummaryRequest, int]:
    names = [text for path, _, text in request.files for text in (path, text)]
    redacted = await redact([request.room, request.activity, *names])
    room, activity, *rest = redacted.texts
    files = tuple(
        (path, language, text)
        for (_, language, _), path, text in zip(request.files, rest[::2], rest[1::2], strict=True)
    )
    request = SummaryRequest(
        room=room, activity=activity, files=files, max_tokens=request.max_tokens
    )
    return request, redacted.count
