"""The servers that are compared: how each is started, and what it speaks."""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from servers.wire import Dialect

BENCH = Path(__file__).parents[1]
PEERS = BENCH / "peers"
PACKAGES = PEERS / "node_modules"
PEERS_PYTHON = BENCH.parent / ".make" / "peers-python" / "bin" / "python"
PYCRDT_WEBSOCKET = PEERS / "pycrdt_websocket_server.py"


class Contestant(NamedTuple):
    """A server to measure; it reads HOST and PORT."""

    key: str
    title: str
    command: Callable[[Path], Sequence[str]]
    """For a folder that is the server's own."""
    path: str = "/{room}"
    dialect: Dialect = Dialect.PLAIN
    acknowledges: bool = False
    """It tells what is durable, with our control messages."""
    environment: Mapping[str, str] = MappingProxyType({})

    def url(self, port: int, room: str) -> str:
        return f"ws://127.0.0.1:{port}{self.path.format(room=room)}"


def _ours(folder: Path) -> Sequence[str]:
    store = f"sqlite:///{folder / 'documents.sqlite3'}"
    return (sys.executable, "-m", "coterie_realtime", "--store", store)


def _node(script: Path) -> Callable[[Path], Sequence[str]]:
    return lambda _: ("node", str(script))


def _npm_version(package: str) -> str:
    about = json.loads((PACKAGES / package / "package.json").read_text())
    return f"{package} {about['version']}"


def _python_version() -> str:
    # Its environment is not ours, so its pin is what says.
    pins = (BENCH.parent / "requirements" / "bench.txt").read_text().split()
    return next(pin for pin in pins if pin.startswith("pycrdt-websocket==")).replace("==", " ")


OURS = Contestant(
    "coterie",
    f"coterie-realtime {version('coterie-realtime')}",
    _ours,
    path="/{room}?coterie=1",
    acknowledges=True,
    # All of a load comes from one address.
    environment={"COTERIE_MAX_CONNECTIONS_PER_ADDRESS": "10000"},
)
REFERENCE = "y-websocket"


def peers() -> tuple[Contestant, ...]:
    """What `make bench` installed; the first is what budgets are multiples of."""
    return (
        Contestant(
            REFERENCE,
            _npm_version("@y/websocket-server"),
            _node(PACKAGES / "@y" / "websocket-server" / "src" / "server.js"),
        ),
        Contestant(
            "hocuspocus",
            _npm_version("@hocuspocus/server"),
            _node(PEERS / "hocuspocus-server.mjs"),
            dialect=Dialect.NAMED,
        ),
        Contestant(
            "pycrdt-websocket",
            _python_version(),
            lambda _: (str(PEERS_PYTHON), str(PYCRDT_WEBSOCKET)),
        ),
    )


def contestants() -> tuple[Contestant, ...]:
    """Everybody, in the order of the columns."""
    return (OURS, *peers())
