"""Stops a request whose body passes all bounds before Django has written it to disk."""

from typing import TYPE_CHECKING

from coterie.config.bare_problems import problem_send
from coterie.config.errors import TooLarge
from coterie.config.limits import MAX_DROPPED_BYTES, max_body_bytes

if TYPE_CHECKING:
    from asgiref.typing import (
        ASGI3Application,
        ASGIReceiveCallable,
        ASGIReceiveEvent,
        ASGISendCallable,
        Scope,
    )


class BodyLimit:
    """Django reads a whole body into a temporary file before any of its code can object."""

    def __init__(self, application: "ASGI3Application") -> None:
        self._application = application

    async def __call__(
        self, scope: "Scope", receive: "ASGIReceiveCallable", send: "ASGISendCallable"
    ) -> None:
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return
        most = max_body_bytes(scope["path"])
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if declared.isdigit() and int(declared) > most:
            if int(declared) <= most + MAX_DROPPED_BYTES:
                await _drop(receive)
            await _refuse(send, most)
            return
        received = 0

        async def counted() -> "ASGIReceiveEvent":
            nonlocal received
            event = await receive()
            if event["type"] == "http.request":
                received += len(event.get("body", b""))
                if received > most:
                    # Makes Django drop the request, its file and all, without an answer.
                    return {"type": "http.disconnect"}
            return event

        await self._application(scope, counted, send)
        if received > most:
            await _refuse(send, most)


async def _drop(receive: "ASGIReceiveCallable") -> None:
    """Reads a body to its end: a client that still sends when the socket closes sees no answer."""
    while True:
        event = await receive()
        if event["type"] != "http.request" or not event.get("more_body", False):
            return


async def _refuse(send: "ASGISendCallable", most: int) -> None:
    error = TooLarge(f"The body of this call may hold {most} bytes.")
    await problem_send(send, error, (b"connection", b"close"))
