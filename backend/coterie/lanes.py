"""Lets a bounded number of requests into Django at once, so that typing never waits for it.

Django's code holds the interpreter while it runs. Measured beside an editing room: 50 requests
that compute for 100 ms each delayed edits by up to 2.3 s unbounded, and by some ms in lanes.
"""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from asgiref.sync import ThreadSensitiveContext

from coterie.config.bare_problems import problem_send
from coterie.config.errors import Unavailable

if TYPE_CHECKING:
    from asgiref.typing import (
        ASGI3Application,
        ASGIReceiveCallable,
        ASGIReceiveEvent,
        ASGISendCallable,
        ASGISendEvent,
        Scope,
    )

# More than this waiting means a flood, or a database that stands still.
MAX_WAITING_REQUESTS = 512


class Lanes:
    """An ASGI application in front of Django; each lane is one thread."""

    def __init__(
        self,
        application: "ASGI3Application",
        count: int,
        *,
        name: str = "django",
        sharing: int = 1,
        most_waiting: int = MAX_WAITING_REQUESTS,
    ) -> None:
        """`sharing` requests at once are in each lane: for those that mostly wait for others."""
        self._application = application
        self._most_waiting = most_waiting
        self._free: asyncio.Queue[ThreadPoolExecutor] = asyncio.Queue()
        for number in range(count):
            lane = ThreadPoolExecutor(1, f"{name}-{number}")
            for _ in range(sharing):
                self._free.put_nowait(lane)
        self._waiting = 0

    async def __call__(
        self, scope: "Scope", receive: "ASGIReceiveCallable", send: "ASGISendCallable"
    ) -> None:
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return
        # The whole body first: a client that sends slowly must not hold a lane.
        body = await _read(receive)
        if body is None:
            return
        if self._waiting >= self._most_waiting:
            await _busy(send)
            return
        self._waiting += 1
        try:
            lane = await self._free.get()
        finally:
            self._waiting -= 1
        await self._run(lane, scope, _replay(body, receive), send)

    async def _run(
        self,
        lane: ThreadPoolExecutor,
        scope: "Scope",
        receive: "ASGIReceiveCallable",
        send: "ASGISendCallable",
    ) -> None:
        held = True

        def release() -> None:
            nonlocal held
            if held:
                held = False
                self._free.put_nowait(lane)

        async def send_and_release(event: "ASGISendEvent") -> None:
            # What follows the start streams, perhaps for minutes; the lane's thread is idle then.
            if event["type"] == "http.response.start":
                release()
            await send(event)

        try:
            async with ThreadSensitiveContext(executor=lane):
                await self._application(scope, receive, send_and_release)
        finally:
            release()


async def _read(receive: "ASGIReceiveCallable") -> bytes | None:
    """The whole body, which a limit further out bounds; None if the client went away."""
    body = b""
    while True:
        event = await receive()
        if event["type"] != "http.request":
            return None
        body += event["body"]
        if not event["more_body"]:
            return body


def _replay(body: bytes, receive: "ASGIReceiveCallable") -> "ASGIReceiveCallable":
    """Receives the body once, and then whatever the client does next."""
    pending: list[ASGIReceiveEvent] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> "ASGIReceiveEvent":
        return pending.pop() if pending else await receive()

    return replayed


async def _busy(send: "ASGISendCallable") -> None:
    problem = Unavailable("Too many requests are waiting; try again in a moment.")
    await problem_send(send, problem, (b"retry-after", b"1"))


class ByPath:
    """An ASGI application that leaves addresses of one pattern to another one."""

    def __init__(
        self,
        application: "ASGI3Application",
        pattern: re.Pattern[str],
        other: "ASGI3Application",
    ) -> None:
        self._application = application
        self._pattern = pattern
        self._other = other

    async def __call__(
        self, scope: "Scope", receive: "ASGIReceiveCallable", send: "ASGISendCallable"
    ) -> None:
        is_others = scope["type"] == "http" and self._pattern.match(scope["path"]) is not None
        await (self._other if is_others else self._application)(scope, receive, send)
