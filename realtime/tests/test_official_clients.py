"""The clients that others wrote, against a node on its own: nothing about them is changed."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from client import Client
from conftest import Managed
from node_programs import StockClient, program
from pycrdt import Doc, Provider, Text
from readme_example import PACKAGES, example
from readme_example import ROOM as README_ROOM
from watched_server import WatchedServer
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

ROOM = "demo"


@pytest.fixture
def standalone(tmp_path: Path) -> Iterator[WatchedServer]:
    server = WatchedServer(tmp_path)
    yield server
    server.close()


@pytest.fixture
def url(standalone: WatchedServer) -> Iterator[str]:
    yield standalone.start()
    standalone.check()


class WebsocketChannel:
    """What `pycrdt.Provider` wants of a WebSocket, as its documentation has it."""

    def __init__(self, socket: ClientConnection, path: str) -> None:
        self._socket = socket
        self.path = path

    def __aiter__(self) -> "WebsocketChannel":
        return self

    async def __anext__(self) -> bytes:
        try:
            return await self.recv()
        except ConnectionClosed:
            raise StopAsyncIteration from None

    async def send(self, message: bytes) -> None:
        await self._socket.send(message)

    async def recv(self) -> bytes:
        message = await self._socket.recv()
        assert isinstance(message, bytes)
        return message


@contextlib.asynccontextmanager
async def pycrdt_client(url: str, doc: Doc[Text]) -> AsyncIterator[None]:
    """A document that pycrdt's provider keeps in step, synced."""
    async with connect(f"{url}/{ROOM}", max_size=None) as socket:
        provider = Provider(doc, WebsocketChannel(socket, ROOM))
        async with provider:
            async with asyncio.timeout(10):
                await provider.synced.wait()
            yield


async def holds(text: Text, *parts: str) -> None:
    """Waits until a pycrdt document has all of this."""
    async with asyncio.timeout(10):
        while not all(part in str(text) for part in parts):
            await asyncio.sleep(0.01)


# Around the README's program: a WebSocket, which Node has since release 22 and README takes from
# this package before; and what a person would do.
BEFORE = "import { WebSocket } from 'ws'\nglobalThis.WebSocket = WebSocket\n"
AFTER = """
const text = doc.getText('file:main')
text.observe(() => console.log(text.toString()))
wsProvider.once('sync', () => text.insert(text.length, 'demo; '))
"""


async def test_the_readmes_program_works_unchanged(url: str, tmp_path: Path) -> None:
    """[WS1] [SY1] [SY3]"""
    (tmp_path / "node_modules").symlink_to(PACKAGES)
    demo = tmp_path / "demo.mjs"
    demo.write_text(BEFORE + example(url) + AFTER)
    async with Client.joined(f"{url}/{README_ROOM}", client_id=50) as ada:
        ada.type("from Ada; ")
        async with program(demo) as process:
            assert process.stdout
            async with asyncio.timeout(20):
                for expected in ("connected", "from Ada; ", "from Ada; demo; "):
                    assert (await process.stdout.readline()).decode() == f"{expected}\n"
                await ada.until(lambda: str(ada.text) == "from Ada; demo; ")
                ada.type("done")
                assert (await process.stdout.readline()).endswith(b"demo; done\n")


async def test_all_official_clients_share_a_room(url: str) -> None:
    """[WS1] [SY1] [SY3] [AW6]: y-websocket 2 and 3 and pycrdt, with texts and states both ways."""
    doc: Doc[Text] = Doc()
    text = doc.get("file:main", type=Text)
    text += "pycrdt before; "
    async with (
        pycrdt_client(url, doc),
        StockClient.joined(2, url, ROOM) as two,
        StockClient.joined(3, url, ROOM) as three,
    ):
        two.type("two 😀; ")
        three.type("three; ")
        text += "pycrdt after; "
        parts = ("pycrdt before; ", "pycrdt after; ", "two 😀; ", "three; ")
        await holds(text, *parts)
        for client in (two, three):
            await client.until(lambda client=client: client.text == str(text))  # type: ignore[misc]
        two.announce({"user": {"name": "Two"}})
        three.announce({"user": {"name": "Three"}})
        await two.until(lambda: two.sees({"user": {"name": "Three"}}))
        await three.until(lambda: three.sees({"user": {"name": "Two"}}))
        async with StockClient.joined(3, url, ROOM) as late:
            await late.until(lambda: late.text == str(text))
            await late.until(lambda: late.sees({"user": {"name": "Two"}}))
            assert late.sees({"user": {"name": "Three"}})


@pytest.mark.parametrize("version", [2, 3])
async def test_a_provider_comes_back_after_a_kill(standalone: WatchedServer, version: int) -> None:
    """[DU3] [SY1]: on its own, and with what it typed meanwhile."""
    url = standalone.start()
    async with (
        StockClient.joined(version, url, ROOM) as ada,
        Client.joined(f"{url}/{ROOM}?coterie=1", client_id=50) as witness,
    ):
        ada.announce({"user": {"name": "Ada"}})
        witness.type("kept; ")
        await witness.until(lambda: witness.acknowledged == 1)
        await ada.until(lambda: ada.text == "kept; ")
        standalone.kill()
        await ada.until(lambda: ada.status != "connected")
        ada.type("offline; ", at=6)
        await ada.until(lambda: ada.text == "kept; offline; ")
        assert standalone.start() == url
        await ada.until(lambda: ada.status == "connected" and ada.synced)
    async with Client.joined(f"{url}/{ROOM}", client_id=51) as late:
        await late.until(lambda: str(late.text) == "kept; offline; ")
    standalone.check()


@pytest.mark.parametrize("version", [2, 3])
async def test_a_provider_comes_back_after_a_restart(
    standalone: WatchedServer, version: int
) -> None:
    """4503 is told, and not taken for the end."""
    url = standalone.start()
    async with StockClient.joined(version, url, ROOM) as ada:
        ada.type("before; ")
        await ada.until(lambda: ada.text == "before; ")
        await asyncio.to_thread(standalone.stop)
        await ada.until(lambda: bool(ada.closes))
        assert ada.closes[0] == 4503
        standalone.start()
        await ada.until(lambda: ada.status == "connected" and ada.synced)
        assert ada.closed is None
        async with Client.joined(f"{url}/{ROOM}", client_id=51) as late:
            assert str(late.text) == "before; "


async def test_the_present_provider_takes_no_for_an_answer(managed: Managed) -> None:
    """[AD1] [WS7]: 4401, and it does not come back; the others' work goes on."""
    url, room = f"{managed.url}/ws", managed.room
    async with StockClient.connect(3, url, room, {"token": "wrong"}) as refused:
        await refused.until(lambda: refused.closed is not None)
        assert (refused.closed, refused.closes) == (4401, [4401])


async def test_the_former_provider_asks_again_but_slowly(managed: Managed) -> None:
    """It knows no final codes: it comes back, with a pause that doubles, and hears the same."""
    url, room = f"{managed.url}/ws", managed.room
    async with StockClient.connect(2, url, room, {"token": "wrong"}) as refused:
        await refused.until(lambda: refused.closes.count(4401) == 2)
        assert refused.closed is None


async def test_a_malformed_frame_ends_a_provider_for_good(url: str) -> None:
    """[WS7] [WS8]"""
    async with (
        StockClient.joined(3, url, ROOM) as broken,
        StockClient.joined(3, url, ROOM) as other,
    ):
        broken.send(b"\x00\x02\x7f")
        await broken.until(lambda: broken.closed is not None)
        assert broken.closed == 4400
        other.type("goes on")
        await other.until(lambda: other.text == "goes on")
        async with Client.joined(f"{url}/{ROOM}", client_id=51) as late:
            assert str(late.text) == "goes on"
