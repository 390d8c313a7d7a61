"""uvicorn with a node in it: one port for HTTP and WebSockets, and an orderly end."""

import asyncio
import logging
import signal
import socket
from collections.abc import Awaitable, Callable, Collection
from types import FrameType
from typing import Any

import uvicorn

from .errors import SettingsError
from .limits import SHUTDOWN_REQUEST_SECONDS
from .node import Node
from .websocket import protocol_class

LISTEN_BACKLOG = 2_048

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
        await self._node.start()
        await super().startup(sockets)
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
        self.should_exit = True


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one.

    Raises:
        SettingsError: the address cannot be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((host, port))
        # From here on clients wait in the backlog instead of being refused.
        sock.listen(LISTEN_BACKLOG)
    except (OSError, OverflowError) as error:
        sock.close()
        raise SettingsError(f"cannot listen on {host}:{port}: {error}") from None
    sock.set_inheritable(False)
    return sock


def run(
    app: AsgiApp,
    node: Node,
    sock: socket.socket,
    *,
    on_started: Callable[[], None],
    origins: Collection[str] = (),
    lifespan: str = "off",
    forwarded_allow_ips: str = "127.0.0.1",
) -> None:
    """Serves until a signal asks to stop."""
    options: dict[str, Any] = {
        "http": "httptools",
        "loop": "uvloop",
        "lifespan": lifespan,
        "ws": protocol_class(node, origins),
        "log_config": None,
        "access_log": False,
        "server_header": False,
        "forwarded_allow_ips": forwarded_allow_ips,
        "timeout_graceful_shutdown": SHUTDOWN_REQUEST_SECONDS,
    }
    server = Server(uvicorn.Config(app, **options), node, on_started)
    # They speak at INFO of every start, stop and call; the entry point has its own words.
    for name in ("uvicorn", "httpx"):
        logging.getLogger(name).setLevel(logging.WARNING)
    with asyncio.Runner(loop_factory=server.config.get_loop_factory()) as runner:
        runner.run(server.serve(sockets=[sock]))
