"""Answers as server-sent events (WHATWG HTML §9.2): `piece`s, then `done` or `error`."""

import asyncio
import json
import logging
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from typing import Any

from django.http import StreamingHttpResponse

from coterie.ai.calls import Answer
from coterie.config.errors import CoterieError
from coterie.config.problems import problem_of

log = logging.getLogger(__name__)

HEADERS = {
    "Cache-Control": "no-store",
    # nginx would keep the pieces until there are many.
    "X-Accel-Buffering": "no",
}
# Until they have run: the event loop itself keeps tasks only weakly.
_closing: set["asyncio.Task[None]"] = set()


async def event_stream(
    stream: AsyncGenerator[str | Answer, None], done: Callable[[Answer], Mapping[str, Any]]
) -> StreamingHttpResponse:
    """Begins once there is something to say: what is refused before is an ordinary problem."""
    first = await anext(stream)
    _close_at_end_of_request(stream)
    events = _events(first, stream, done)
    return StreamingHttpResponse(events, content_type="text/event-stream", headers=HEADERS)


async def _events(
    first: str | Answer,
    stream: AsyncGenerator[str | Answer, None],
    done: Callable[[Answer], Mapping[str, Any]],
) -> AsyncGenerator[bytes, None]:
    async with aclosing(stream):
        try:
            yield _event_of(first, done)
            async for part in stream:
                yield _event_of(part, done)
        except CoterieError as error:
            yield event("error", problem_of(error))
        except Exception:
            # The status is sent; without a word the client could only guess.
            log.exception("a stream of AI failed")
            yield event("error", problem_of(CoterieError()))


def _event_of(part: str | Answer, done: Callable[[Answer], Mapping[str, Any]]) -> bytes:
    return event("piece", {"text": part}) if isinstance(part, str) else event("done", done(part))


def event(name: str, data: Mapping[str, Any]) -> bytes:
    # JSON escapes line ends, so one line of data is enough.
    return f"event: {name}\ndata: {json.dumps(data)}\n\n".encode()


def _close_at_end_of_request(stream: AsyncGenerator[str | Answer, None]) -> None:
    """Django drops what it streams when the client goes, and closes nothing inside it."""
    request = asyncio.current_task()
    if request is None:
        return

    def close(_: object) -> None:
        task = asyncio.ensure_future(stream.aclose())
        _closing.add(task)
        task.add_done_callback(_closing.discard)

    request.add_done_callback(close)
