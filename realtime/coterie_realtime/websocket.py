"""WebSockets of a uvicorn server, spoken by picows: the class for uvicorn's `ws=`.

It leans on picows' undocumented server protocol, so the version is pinned and all of it is here.
"""

import logging
from collections.abc import Collection
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from picows import WSAutoPingStrategy, WSUpgradeRequest, WSUpgradeResponse
from picows import WSUpgradeResponseWithListener as Upgrade
from picows.picows import WSProtocol  # type: ignore[attr-defined]

from .addresses import LOOPBACK_HOSTS
from .connection import SocketRequest
from .limits import (
    FRAME_OVERHEAD_BYTES,
    HANDSHAKE_SECONDS,
    MAX_FRAME_BYTES,
    MAX_ROOM_NAME_BYTES,
    PING_IDLE_SECONDS,
    PING_REPLY_SECONDS,
)
from .node import Node

PREFIX = "/ws/"
# Every connection keeps its buffer: small, since it grows with the first large frame.
READ_BUFFER_BYTES = 2_048

# An adapter, so that picows does not make a logger for each connection.
_log = logging.LoggerAdapter(logging.getLogger("picows"), {})
_log.setLevel(logging.WARNING)


def protocol_class(node: Node, origins: Collection[str] = ()) -> type[Any]:
    """A protocol class that hands its sockets to `node`.

    `origins` are the origins allowed besides the server's own host [WS4].
    """

    class PicowsProtocol(WSProtocol):  # type: ignore[misc]
        def __init__(self, **_uvicorn: object) -> None:
            super().__init__(
                None,
                None,
                False,  # is_client_side
                self._route,
                _log,
                True,  # disconnect_on_exception
                HANDSHAKE_SECONDS,
                True,  # enable_auto_ping
                PING_IDLE_SECONDS,
                PING_REPLY_SECONDS,
                WSAutoPingStrategy.PING_WHEN_IDLE,
                True,  # enable_auto_pong
                MAX_FRAME_BYTES + FRAME_OVERHEAD_BYTES,
                None,  # extra_headers
                READ_BUFFER_BYTES,
            )

        def _route(self, request: WSUpgradeRequest) -> object:
            # picows 2.3.1 refuses Firefox's "keep-alive, Upgrade"; uvicorn checked the tokens.
            request.headers["Connection"] = "Upgrade"
            return answer(node, request, origins)

        def data_received(self, data: bytes) -> None:
            """Feeds the upgrade request, which uvicorn replays; later data comes by buffer."""
            view = memoryview(data)
            while view:
                buffer = self.get_buffer(len(view))
                count = min(len(buffer), len(view))
                buffer[:count] = view[:count]
                del buffer
                self.buffer_updated(count)
                view = view[count:]

    return PicowsProtocol


def answer(node: Node, request: WSUpgradeRequest, origins: Collection[str]) -> object:
    """A connection for the upgrade request, or the refusal of it."""
    if not node.accepting:
        return _refuse(HTTPStatus.SERVICE_UNAVAILABLE, b"shutting down")
    origin = request.headers.get("Origin")
    if origin and not _allowed(node, origin, request.headers.get("Host", ""), origins):
        return _refuse(HTTPStatus.FORBIDDEN, b"this origin is not allowed")
    wanted = read_target(request.path.decode("ascii", "replace"), anywhere=node.is_alone)
    if wanted is None:
        return _refuse(HTTPStatus.NOT_FOUND, b"no such socket")
    return node.accept(wanted)


def read_target(target: str, *, anywhere: bool) -> SocketRequest | None:
    """What a request target asks for; `anywhere` takes rooms outside /ws/ as well [WS1]."""
    try:
        parts = urlsplit(target)
    except ValueError:
        return None
    if parts.path.startswith(PREFIX):
        room = unquote(parts.path[len(PREFIX) :])
    elif anywhere:
        room = unquote(parts.path[1:])
    else:
        return None
    if not 0 < len(room.encode()) <= MAX_ROOM_NAME_BYTES:
        return None
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    return SocketRequest(
        room, query.get("token"), query.get("epoch"), control=query.get("coterie") == "1"
    )


def _allowed(node: Node, origin: str, host: str, origins: Collection[str]) -> bool:
    if origin in origins:
        return True
    try:
        parts, here = urlsplit(origin), urlsplit(f"//{host}")
    except ValueError:
        return False
    if parts.netloc == host:
        return True
    # A page served by a development server next to a node that runs alone.
    return node.is_alone and {parts.hostname, here.hostname} <= LOOPBACK_HOSTS


def _refuse(status: HTTPStatus, body: bytes) -> Upgrade:
    return Upgrade(WSUpgradeResponse.create_error_response(status, body), None)
