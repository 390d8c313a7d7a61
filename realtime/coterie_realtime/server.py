"""uvicorn with a node in it: one port for HTTP and WebSockets, and an orderly end."""

import asyncio
import gc
import logging
import os
import signal
import socket
import ssl
import threading
from collections.abc import Awaitable, Callable
from types import FrameType
from typing import Any

import uvicorn

from .edge import Edge
from .http_protocol import bounded
from .limits import HANDSHAKE_SECONDS, SHUTDOWN_REQUEST_SECONDS, STOP_SECONDS
from .listening import LISTEN_BACKLOG
from .node import Node
from .websocket import protocol_class

log = logging.getLogger(__name__)

# New objects until the youngest are looked through: forty times what Python has by itself.
GC_ALLOCATIONS = 30_000

AsgiApp = Callable[..., Awaitable[None]]


class Server(uvicorn.Server):
    """Stops in order: no new sockets, everything saved, sockets closed, then the requests."""

    def __init__(
        self, config: uvicorn.Config, node: Node, on_started: Callable[[], None] | None = None
    ) -> None:
        """`on_started` is called once requests are served and signals end in order."""
        super().__init__(config)
        self._node = node
        self._on_started = on_started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn's own for open sockets, besides the time that a TLS handshake may take."""
        await self._node.start()
        await self.lifespan.startup()
        protocol = self.config.http_protocol_class
        loop = asyncio.get_running_loop()

        def connection() -> asyncio.Protocol:
            return protocol(  # type: ignore[call-arg]
                config=self.config,
                server_state=self.server_state,
                app_state=self.lifespan.state,
            )

        limit = HANDSHAKE_SECONDS if self.config.ssl else None
        self.servers = [
            await loop.create_server(
                connection,
                sock=sock,
                ssl=self.config.ssl,
                ssl_handshake_timeout=limit,
                backlog=LISTEN_BACKLOG,
            )
            for sock in sockets or []
        ]
        self.started = True
        if self._on_started:
            self._on_started()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        await self._node.stop()
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002
        # uvicorn's own would raise the signal again at the end, and so exit with 143.
        if self.should_exit and sig == signal.SIGINT:
            self.force_exit = True
        elif not self.should_exit:
            _end_in_time()
        self.should_exit = True


def _end_in_time() -> None:
    """Ends the process if a thread, of a disk that hangs for one, keeps the stop from ending."""
    watchdog = threading.Timer(STOP_SECONDS, _cut_off)
    watchdog.daemon = True
    watchdog.start()


def _cut_off() -> None:
    log.critical("the stop did not come to its end within %.0f s and is cut off", STOP_SECONDS)
    logging.shutdown()
    os._exit(1)


def run(
    app: AsgiApp,
    node: Node,
    sock: socket.socket,
    *,
    edge: Edge,
    on_started: Callable[[], None],
    tls: ssl.SSLContext | None = None,
    lifespan: str = "off",
) -> None:
    """Serves until a signal asks to stop."""

    def started() -> None:
        _collect_seldom()
        on_started()

    server = Server(uvicorn.Config(app, **options(node, edge, tls, lifespan)), node, started)
    # uvicorn warns of each request that it cannot read, which strangers choose; both speak at
    # INFO of every start, stop and call. The entry point has its own words.
    logging.getLogger("uvicorn").setLevel(logging.ERROR)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    with asyncio.Runner(loop_factory=server.config.get_loop_factory()) as runner:
        runner.run(server.serve(sockets=[sock]))


def _collect_seldom() -> None:
    """What is loaded by now stays: looking through it again and again took a twentieth of all."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GC_ALLOCATIONS)


def options(
    node: Node, edge: Edge, tls: ssl.SSLContext | None = None, lifespan: str = "off"
) -> dict[str, Any]:
    """What makes uvicorn's configuration ours."""
    return {
        "http": bounded(node.metrics, edge.requests),
        "ws": protocol_class(node, edge),
        "loop": "uvloop",
        "lifespan": lifespan,
        "ssl_context_factory": (lambda *_: tls) if tls else None,
        "log_config": None,
        "access_log": False,
        "server_header": False,
        # Ours are in `proxies`; uvicorn's believe whoever is on this machine.
        "proxy_headers": False,
        "timeout_graceful_shutdown": SHUTDOWN_REQUEST_SECONDS,
    }
