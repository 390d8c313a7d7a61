"""For the tests of files: asks a node as Django does, and finds the child that reads for it."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

import httpx
import psutil  # type: ignore[import-untyped]
from conftest import EPOCH, SERVICE_KEY

from coterie_realtime.django import Django
from coterie_realtime.http import Receive, Scope, Send
from coterie_realtime.node import DjangoLink
from coterie_realtime.protocol import encode_bytes, encode_varuint
from coterie_realtime.signatures import signed_headers
from coterie_realtime.tokens import TokenVerifier

WAIT_SECONDS = 20


class Answer(NamedTuple):
    status: int
    body: dict[str, Any]
    headers: httpx.Headers

    @property
    def texts(self) -> dict[str, str]:
        """By file id, in the order of the answer."""
        return {file["id"]: file["text"] for file in self.body["files"]}


async def ask_files(url: str, room: str, epoch: str | None = EPOCH) -> Answer:
    """One signed call to the node with this socket address."""
    path = f"/internal/rooms/{room}/files" + (f"?epoch={epoch}" if epoch is not None else "")
    return await get(url, path, signed_headers(SERVICE_KEY, "GET", path, b""))


async def get(url: str, path: str, headers: dict[str, str]) -> Answer:
    base = url.replace("ws://", "http://")
    async with httpx.AsyncClient(base_url=base, timeout=WAIT_SECONDS) as http:
        response = await http.get(path, headers=headers)
    return Answer(response.status_code, json.loads(response.content), response.headers)


def link_to(client: httpx.AsyncClient) -> DjangoLink:
    """A link to a Django behind this client; no token is valid."""

    def connect() -> Django:
        return Django(client, SERVICE_KEY)

    return DjangoLink(connect, TokenVerifier([]), "n1", "http://127.0.0.1")


class PurgingDjango:
    """Answers heartbeats with the rooms to purge [HB7], and notes what was; an ASGI application."""

    def __init__(self) -> None:
        self.purge: list[str] = []
        self.purged: set[str] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        heartbeat = json.loads((await receive())["body"])
        self.purged.update(heartbeat["purged"])
        await send({"type": "http.response.start", "status": 200, "headers": []})
        answer = json.dumps({"rooms": {}, "purge": self.purge}).encode()
        await send({"type": "http.response.body", "body": answer})


async def poke(url: str) -> None:
    headers = signed_headers(SERVICE_KEY, "POST", "/internal/poke", b"{}")
    async with httpx.AsyncClient(base_url=url.replace("ws://", "http://")) as http:
        answer = await http.post("/internal/poke", content=b"{}", headers=headers)
    assert answer.status_code == 204


def children(kind: str = "extraction") -> list[psutil.Process]:
    """The children of the nodes in this process, and in those that it started."""
    return [
        process
        for process in psutil.Process().children(recursive=True)
        if process.status() != psutil.STATUS_ZOMBIE
        and any(f"{kind}_child" in part for part in process.cmdline())
    ]


def only_child() -> psutil.Process:
    (child,) = children()
    return child


async def until(condition: Callable[[], bool]) -> None:
    """Waits for what another process makes true."""
    async with asyncio.timeout(WAIT_SECONDS):
        while not condition():
            await asyncio.sleep(0.005)


@asynccontextmanager
async def busy(child: psutil.Process) -> AsyncIterator[None]:
    """Entered with an idle child; `until` it has computed for a good while since then."""
    before = child.cpu_times().user
    yield
    await until(lambda: child.cpu_times().user > before + 0.2)


def slow_update(letters: int) -> bytes:
    """An update that any Yjs client needs time for: it grows with the square of `letters`.

    Each letter of a client of its own stands at the very beginning, before another letter of one
    long text; its place is searched among all that came before.
    """
    last = 1 << 30
    text = b"\x01" + encode_varuint(last) + b"\x00\x04\x01" + encode_bytes(b"file:main")
    blocks = [text + encode_bytes(b"z" * letters)]
    for at in range(letters):
        before = b"\x44" + encode_varuint(last) + encode_varuint(at) + encode_bytes(b"x")
        blocks.append(b"\x01" + encode_varuint(letters - at) + b"\x00" + before)
    return encode_varuint(len(blocks)) + b"".join(blocks) + b"\x00"
