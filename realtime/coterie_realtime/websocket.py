"""WebSockets of a uvicorn server, spoken by picows: the class for uvicorn's `ws=`.

It leans on picows' undocumented server protocol, so the version is pinned and all of it is here.
"""

import logging
import socket
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from picows import WSAutoPingStrategy, WSUpgradeRequest, WSUpgradeResponse
from picows import WSUpgradeResponseWithListener as Upgrade
from picows.picows import (  # type: ignore[attr-defined]
    WSProtocol,
    _validate_upgrade_request,
)

from .connection import SocketRequest
from .edge import ANSWERS, Edge, Head
from .limits import (
    FRAME_OVERHEAD_BYTES,
    HANDSHAKE_SECONDS,
    MAX_FRAME_BYTES,
    MAX_ROOM_NAME_BYTES,
    PING_IDLE_SECONDS,
    PING_REPLY_SECONDS,
)
from .metrics import Refusal
from .node import Node
from .security_headers import SECURITY_HEADERS
from .unix_transport import UnixTransport

PREFIX = "/ws/"
# Every connection keeps its buffer: small, since it grows with the first large frame.
READ_BUFFER_BYTES = 2_048
# At a time: three hundred of the smallest frames, which take some milliseconds.
MAX_READ_BYTES = 4_096

# An adapter, so that picows does not make a logger for each connection.
_log = logging.LoggerAdapter(logging.getLogger("picows"), {})
_log.setLevel(logging.WARNING)


def _is_ours(record: logging.LogRecord) -> bool:
    # One for each frame that is none, which strangers choose.
    return not str(record.msg).startswith("WS parser error")


_log.logger.addFilter(_is_ours)


def protocol_class(node: Node, edge: Edge) -> type[Any]:
    """A protocol class that hands the sockets which `edge` lets in to `node`."""

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
                False,  # enable_auto_ping: `Connection.tick` does it
                PING_IDLE_SECONDS,
                PING_REPLY_SECONDS,
                WSAutoPingStrategy.PING_WHEN_IDLE,
                False,  # enable_auto_pong: a ping counts like any message [WS9]
                MAX_FRAME_BYTES + FRAME_OVERHEAD_BYTES,
                None,  # extra_headers
                READ_BUFFER_BYTES,
            )

        def connection_made(self, transport: Any) -> None:  # noqa: ANN401
            sock = transport.get_extra_info("socket")
            is_unix = sock.family not in (socket.AF_INET, socket.AF_INET6)
            self._peer = None if is_unix else str(transport.get_extra_info("peername")[0])
            self._encrypted = transport.get_extra_info("sslcontext") is not None
            self._place: str | None = None
            """The address that a place is taken for; given back at the end, whatever it is."""
            super().connection_made(UnixTransport(transport) if is_unix else transport)

        def connection_lost(self, error: Exception | None) -> None:
            if self._place is not None:
                edge.places.leave(self._place)
                self._place = None
            super().connection_lost(error)

        def _route(self, request: WSUpgradeRequest) -> object:
            # picows 2.3.1 refuses Firefox's "keep-alive, Upgrade"; uvicorn checked the tokens.
            request.headers["Connection"] = "Upgrade"
            try:
                # picows would do it too, but only once the node has its connection.
                _validate_upgrade_request(request)
            except RuntimeError:
                return self._refuse(Refusal.MALFORMED)
            head = read_head(request, self._peer, encrypted=self._encrypted)
            wanted = read_target(request.path.decode("ascii", "replace"), anywhere=node.is_alone)
            if not node.accepting:
                return self._refuse(Refusal.STOPPING)
            if not edge.allows_origin(head):
                return self._refuse(Refusal.ORIGIN)
            if wanted is None:
                return self._refuse(Refusal.NO_SOCKET)
            client = edge.client(head)
            if refusal := edge.places.take(client):
                return self._refuse(refusal)
            self._place = client
            return node.accept(wanted)

        def _refuse(self, refusal: Refusal) -> Upgrade:
            node.metrics.refusals[refusal] += 1
            answer = ANSWERS[refusal]
            headers = dict(SECURITY_HEADERS)
            if answer.retry_seconds is not None:
                headers["Retry-After"] = str(answer.retry_seconds)
            return Upgrade(
                WSUpgradeResponse.create_error_response(
                    answer.status, answer.text.encode(), headers
                ),
                None,
            )

        def get_buffer(self, size_hint: int) -> memoryview:
            # Left to itself it doubles as long as there is more to read, and the whole of it is
            # handled before anybody else's turn.
            buffer: memoryview = super().get_buffer(size_hint)
            return buffer[:MAX_READ_BYTES]

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


def read_head(request: WSUpgradeRequest, peer: str | None, *, encrypted: bool) -> Head:
    """What an upgrade request says, besides what it asks for."""
    headers = request.headers

    def last(name: str) -> str:
        # What our own proxy has added stands last.
        return ",".join(headers.getall(name, ())).rpartition(",")[2].strip()

    return Head(
        peer,
        encrypted=encrypted,
        host=headers.get("Host", ""),
        origin=headers.get("Origin") or None,
        forwarded_for=",".join(headers.getall("X-Forwarded-For", ())),
        forwarded_host=last("X-Forwarded-Host"),
        forwarded_proto=last("X-Forwarded-Proto").lower(),
    )


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
