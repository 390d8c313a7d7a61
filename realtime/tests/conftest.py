"""Real servers for the tests: in this process on port 0, or in one that can be killed."""

import asyncio
import contextlib
import os
import re
import signal
import ssl
import subprocess
import sys
import time
import uuid
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import jwt
import pytest
import pytest_asyncio
import uvicorn
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from coterie_realtime.django import Django
from coterie_realtime.edge import Edge
from coterie_realtime.http import HttpApp
from coterie_realtime.limits import MAX_CONNECTIONS_PER_ROOM
from coterie_realtime.listening import listen
from coterie_realtime.node import DjangoLink, Node
from coterie_realtime.server import Server, options
from coterie_realtime.signatures import SignatureVerifier
from coterie_realtime.stores.base import Store
from coterie_realtime.stores.memory import MemoryStore
from coterie_realtime.tokens import TokenVerifier, key_id

SERVICE_KEY = "service"
EPOCH = "0123456789abcdef"


@contextlib.asynccontextmanager
async def serving(
    store: Store,
    link: DjangoLink | None = None,
    *,
    edge: Edge | None = None,
    metrics_token: str | None = None,
    room_places: int = MAX_CONNECTIONS_PER_ROOM,
    tls: ssl.SSLContext | None = None,
) -> AsyncIterator[str]:
    """The base URL of a node that runs in this event loop."""
    node = Node(store, link, room_places)
    sock = listen("127.0.0.1", 0)
    verifier = SignatureVerifier([SERVICE_KEY]) if link else None
    edge = edge or Edge(any_port=link is None)
    config = uvicorn.Config(HttpApp(node, verifier, metrics_token), **options(node, edge, tls))
    server = Server(config, node)
    task = asyncio.create_task(server.serve(sockets=[sock]))
    while not server.started:
        assert not task.done(), task.exception()
        await asyncio.sleep(0.005)
    try:
        yield f"ws://127.0.0.1:{sock.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task


@pytest_asyncio.fixture
async def server() -> AsyncIterator[str]:
    """A node alone, with a store in memory."""
    async with serving(MemoryStore()) as url:
        yield url


@dataclass(frozen=True)
class Managed:
    """A node of a Django that does not answer just now: tokens are all that it needs."""

    url: str
    key: Ed25519PrivateKey
    room: str = field(default_factory=lambda: str(uuid.uuid4()))

    def link(self, **claims: object) -> str:
        """The socket's address with a token for the room; claims may be replaced."""
        now = int(time.time())
        default = {
            "aud": "coterie-realtime",
            "room": self.room,
            "sub": "ada",
            "name": "Ada",
            "role": "editor",
            "epoch": EPOCH,
            "jti": "0" * 16,
            "iat": now,
            "exp": now + 600,
        }
        public = self.key.public_key()
        headers = {"kid": key_id(public)}
        token = jwt.encode({**default, **claims}, self.key, "EdDSA", headers=headers)
        return f"{self.url}/ws/{self.room}?token={token}&coterie=1"


@pytest_asyncio.fixture
async def managed() -> AsyncIterator[Managed]:
    key = Ed25519PrivateKey.generate()
    pem = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def connect() -> Django:
        closed = listen("127.0.0.1", 0)
        port = closed.getsockname()[1]
        closed.close()
        return Django(httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}"), SERVICE_KEY)

    link = DjangoLink(connect, TokenVerifier([pem.decode()]), "n1", "http://127.0.0.1")
    async with serving(MemoryStore(), link) as url:
        yield Managed(url, key)


class Process:
    """`coterie-realtime` in a process of its own, on a port and a store that outlive it."""

    def __init__(self, folder: Path) -> None:
        self.store = f"sqlite:///{folder}/documents.sqlite3"
        self._port = 0
        self._process: subprocess.Popen[str]

    @property
    def pid(self) -> int:
        return self._process.pid

    def start(self) -> str:
        """Starts it and returns its base URL, the same each time."""
        command = [sys.executable, "-m", "coterie_realtime"]
        command += ["--port", str(self._port), "--store", self.store]
        self._process = subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, env={**os.environ, "HOST": "127.0.0.1"}
        )
        assert self._process.stdout
        line = self._process.stdout.readline()
        found = re.search(r"ws://127\.0\.0\.1:(\d+)", line)
        assert found, line
        self._port = int(found[1])
        return found[0]

    def kill(self) -> None:
        self._process.kill()
        self._finish()

    def terminate(self) -> int:
        """SIGTERM; the exit status."""
        self._process.send_signal(signal.SIGTERM)
        return self._finish()

    def _finish(self) -> int:
        status = self._process.wait(20)
        assert self._process.stdout
        self._process.stdout.close()
        return status

    def close(self) -> None:
        if self._process.poll() is None:
            self.kill()


@pytest.fixture
def process(tmp_path: Path) -> Iterator[Process]:
    process = Process(tmp_path)
    yield process
    process.close()
