"""uvicorn's HTTP connections with bounds: of a request's time and size, of their number, and of
how long an answer may wait to be read. uvicorn alone waits for a request's end for ever.
"""

import asyncio
from http import HTTPStatus
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from .limits import (
    ANSWER_STUCK_SECONDS,
    HEAD_SECONDS,
    MAX_HEAD_BYTES,
    MAX_HEADERS,
    MAX_PIPELINED,
    REQUEST_SECONDS,
)
from .metrics import Metrics, Refusal

CUT_ANSWER = "HTTP/1.1 {} {}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


class TooLarge(Exception):
    """A request has more, or larger, headers than one may have."""


class Requests:
    """The connections that are no sockets (yet), and which of them wait for a request's end."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._open: set[BoundedHttpProtocol] = set()
        self._waiting: dict[BoundedHttpProtocol, None] = {}
        """Those that wait longest first."""

    def came(self, protocol: "BoundedHttpProtocol") -> None:
        """One more, which waits; past the bound, the one that has waited longest is cut off.

        Whoever means it sends its request at once, so it is not that one.
        """
        self._open.add(protocol)
        if len(self._open) > self._most:
            next(iter(self._waiting)).cut(HTTPStatus.SERVICE_UNAVAILABLE)

    def went(self, protocol: "BoundedHttpProtocol") -> None:
        """It ended, or became a socket."""
        self._open.discard(protocol)

    def waits(self, protocol: "BoundedHttpProtocol") -> None:
        """Its request has begun, or is to begin, and has not ended."""
        self._waiting[protocol] = None

    def waits_no_more(self, protocol: "BoundedHttpProtocol") -> None:
        """All of its request is there."""
        self._waiting.pop(protocol, None)


class BoundedHttpProtocol(HttpToolsProtocol):
    """One connection: requests, and perhaps the upgrade that makes it a socket."""

    def __init__(self, requests: Requests, metrics: Metrics, **uvicorn: Any) -> None:  # noqa: ANN401
        super().__init__(**uvicorn)
        self._requests = requests
        self._metrics = metrics
        self._timer: asyncio.TimerHandle | None = None
        """Runs while a request has begun, or is awaited for the first time, and not ended."""
        self._stuck: asyncio.TimerHandle | None = None
        """Runs while an answer waits to be read."""
        self._head_bytes = 0
        """Received of a head that has not come to its end."""
        self._parsed_bytes = 0
        """Of the head's address and headers, as far as they are known."""
        self._in_head = True

    # -- what the transport calls

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._await_head()
        self._requests.came(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._settle()
        self._answer_moves()
        self._requests.went(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self.transport.is_closing():
            return
        if self._timer is None:
            self._await_head()
        before = self._in_head
        super().data_received(data)
        if before and self._in_head and self._timer is not None:
            self._head_bytes += len(data)
            if self._head_bytes > MAX_HEAD_BYTES:
                self.cut(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._check_later()

    def resume_writing(self) -> None:
        self._answer_moves()
        super().resume_writing()

    # -- what the parser calls

    def on_message_begin(self) -> None:
        if len(self.pipeline) >= MAX_PIPELINED:
            raise TooLarge
        super().on_message_begin()
        self._await_head()

    def on_url(self, url: bytes) -> None:
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        if len(self.headers) >= MAX_HEADERS:
            raise TooLarge
        self._count(len(name) + len(value))
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._in_head = False
        self._run(REQUEST_SECONDS)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._settle()
        super().on_message_complete()

    # -- inside

    def handle_websocket_upgrade(self) -> None:
        self._settle()
        self._requests.went(self)
        super().handle_websocket_upgrade()

    def send_400_response(self, msg: str) -> None:
        self._metrics.refusals[Refusal.REQUEST] += 1
        self._settle()
        super().send_400_response(msg)

    def cut(self, status: HTTPStatus) -> None:
        """Ends a connection whose request is not coming to an end."""
        slow = status is not HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
        self._metrics.refusals[Refusal.REQUEST_SLOW if slow else Refusal.REQUEST] += 1
        self._settle()
        self._requests.went(self)
        if self.cycle is None or self.cycle.response_complete:
            self.transport.write(CUT_ANSWER.format(status.value, status.phrase).encode())
        self.transport.close()

    def _await_head(self) -> None:
        self._in_head, self._head_bytes, self._parsed_bytes = True, 0, 0
        self._run(HEAD_SECONDS)

    def _count(self, size: int) -> None:
        self._parsed_bytes += size
        if self._parsed_bytes > MAX_HEAD_BYTES:
            raise TooLarge

    def _run(self, seconds: float) -> None:
        if self._timer is None:
            self._requests.waits(self)
        else:
            self._timer.cancel()
        self._timer = self.loop.call_later(seconds, self.cut, HTTPStatus.REQUEST_TIMEOUT)

    def _settle(self) -> None:
        self._requests.waits_no_more(self)
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _check_later(self) -> None:
        waiting = self.transport.get_write_buffer_size()
        self._stuck = self.loop.call_later(ANSWER_STUCK_SECONDS, self._check, waiting)

    def _check(self, waiting: int) -> None:
        """Cuts off whoever has read nothing since then; one that reads slowly goes on."""
        if self.transport.get_write_buffer_size() >= waiting:
            self.transport.abort()
        else:
            self._check_later()

    def _answer_moves(self) -> None:
        if self._stuck is not None:
            self._stuck.cancel()
            self._stuck = None


def bounded(metrics: Metrics, most: int) -> type[BoundedHttpProtocol]:
    """What uvicorn's `http=` takes: the connections of one server, `most` of them at a time."""
    requests = Requests(most)

    class Protocol(BoundedHttpProtocol):
        def __init__(self, **uvicorn: Any) -> None:  # noqa: ANN401
            super().__init__(requests, metrics, **uvicorn)

    return Protocol
