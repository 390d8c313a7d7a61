"""Floods of what is allowed, and of what is not: everybody else goes on, and memory is bounded."""

import asyncio
import contextlib
import json
import secrets
from collections.abc import AsyncIterator, Callable, Iterator
from itertools import count

import pytest
from client import Client
from fuzz_bystanders import Bystanders
from fuzz_bytes import BINARY, CONTINUATION, HEAD, PING, PONG, frame, header
from fuzz_sockets import TAKEN, HostileSocket
from pycrdt import Doc, Text
from watched_server import WatchedServer

from coterie_realtime.close_codes import CloseCode
from coterie_realtime.protocol import (
    KEEPALIVE,
    MessageType,
    SyncType,
    awareness_message,
    chat_message,
    encode_bytes,
    encode_state_vector,
    encode_varuint,
    signal_message,
    sync_message,
)

MIB = 1 << 20
FLOODERS = 4
FLOOD_SECONDS = 0.6
SLICE = 100
"""Frames at a time, so that this process' own bystanders get their turn."""
# What a client of this process may have waiting to be sent.
SENDER_BYTES = MIB
# Of the server's own time, so that it is the same on a busy machine: what it does for others
# before a bystander's edit is delivered and acknowledged.
SLOWEST_CPU_SECONDS = 0.5
MEMORY_BYTES = 150 * MIB
DOCUMENT = "x" * 200_000


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WatchedServer]:
    """One for all of them: none may leave anything behind."""
    server = WatchedServer(tmp_path_factory.mktemp("floods"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def server(running: WatchedServer) -> Iterator[WatchedServer]:
    yield running
    running.check()


@pytest.fixture
def room() -> str:
    return secrets.token_hex(8)


@pytest.fixture
def url(server: WatchedServer, room: str) -> str:
    return f"ws://127.0.0.1:{server.port}/{room}?coterie=1"


@contextlib.asynccontextmanager
async def bystanders(server: WatchedServer, url: str) -> AsyncIterator[Bystanders]:
    """They work in the same room all the time; in the end all of it must have gone well."""
    before = server.memory_bytes()
    async with Bystanders.joined(url, url, server.cpu_seconds) as pair:
        await pair.exchange()
        working = asyncio.create_task(pair.work())
        try:
            yield pair
            await pair.exchange_next()
        finally:
            working.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await working
        assert max(pair.waits) < SLOWEST_CPU_SECONDS, pair.waits
    assert server.memory_bytes() - before < MEMORY_BYTES


async def flood(url: str, messages: Iterator[bytes]) -> None:
    """Sends as much as the server takes, from one socket, for a while."""
    async with HostileSocket.open(url) as socket:
        end = asyncio.get_running_loop().time() + FLOOD_SECONDS
        while asyncio.get_running_loop().time() < end and not socket.is_closed:
            for _ in range(SLICE):
                socket.send(next(messages))
            await socket.room_to_send(SENDER_BYTES, FLOOD_SECONDS)
        assert not socket.is_closed, f"closed with {socket.close_code}"


def typing(client: int) -> Iterator[bytes]:
    """Letter by letter, into a text that nobody else looks at."""
    doc: Doc[Text] = Doc(client_id=client)
    text = doc.get("noise", type=Text)
    made: list[bytes] = []
    doc.observe(lambda event: made.append(event.update))
    for _ in count():
        text.insert(0, "x")
        yield sync_message(SyncType.UPDATE, made.pop())


def moving(client: int) -> Iterator[bytes]:
    """A cursor that never rests."""
    for clock in count(1):
        state = json.dumps({"user": {"name": "E"}, "at": clock}).encode()
        entry = encode_varuint(client) + encode_varuint(clock) + encode_bytes(state)
        yield awareness_message(b"\x01" + entry)


def asking(client: int) -> Iterator[bytes]:
    """Never with the same state vector, so that no answer is known already."""
    for number in count(1):
        yield sync_message(SyncType.STEP1, encode_state_vector({9: len(DOCUMENT), client: number}))


def again(message: bytes) -> Callable[[int], Iterator[bytes]]:
    return lambda client: (message for _ in count())


FLOODS: dict[str, Callable[[int], Iterator[bytes]]] = {
    "empty awareness": again(KEEPALIVE),
    "queries": again(bytes((MessageType.QUERY_AWARENESS,))),
    "empty updates": again(sync_message(SyncType.STEP2, b"\x00\x00")),
    "letters": typing,
    "cursors": moving,
    "step 1": asking,
    "step 1 of those who know nothing": again(sync_message(SyncType.STEP1, b"\x00")),
    "signals": again(signal_message(b'{"to":"nobody","kind":"offer"}')),
    "chat": again(chat_message(b'{"text":"hello"}')),
}


@pytest.mark.parametrize("name", FLOODS)
async def test_a_flood_of_messages_stops_nobody(server: WatchedServer, url: str, name: str) -> None:
    """[WS8] [WS9]"""
    async with Client.joined(url, client_id=9) as writer:
        writer.type(DOCUMENT)
        await writer.until(lambda: writer.acknowledged == 1)
    async with bystanders(server, url), asyncio.TaskGroup() as group:
        for client in range(100, 100 + FLOODERS):
            group.create_task(flood(url, FLOODS[name](client)))


# It goes on.
FIRST = frame(BINARY, b"", fin=False)
SMALL = frame(CONTINUATION, b"x", fin=False)
RAW: dict[str, tuple[bytes, bytes]] = {
    "pings": (b"", frame(PING, b"x" * 125)),
    "pongs": (b"", frame(PONG, b"")),
    "empty fragments": (FIRST, frame(CONTINUATION, b"", fin=False)),
    "small fragments": (FIRST, SMALL),
    "fragments with pings between": (FIRST, SMALL + frame(PING, b"")),
}


@pytest.mark.parametrize("name", RAW)
async def test_a_flood_of_frames_stops_nobody(
    server: WatchedServer, room: str, url: str, name: str
) -> None:
    """[WS3] [WS8] [WS9]"""
    async with bystanders(server, url), asyncio.TaskGroup() as group:
        for _ in range(FLOODERS):
            group.create_task(pour(server.port, room, *RAW[name]))


async def pour(port: int, room: str, first: bytes, part: bytes) -> None:
    """Sends the same again and again, as fast as it is read, for a while."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    drinking = asyncio.create_task(reader.read())
    with contextlib.suppress(ConnectionError, TimeoutError):
        writer.write(HEAD % room.encode() + first)
        async with asyncio.timeout(FLOOD_SECONDS):
            while not drinking.done():
                writer.write(part * SLICE)
                await writer.drain()
                await asyncio.sleep(0)
    writer.transport.abort()
    with contextlib.suppress(ConnectionError):
        await drinking


async def test_giant_frames_stop_nobody(server: WatchedServer, room: str, url: str) -> None:
    """[WS3]: each ends its socket, at once or when it has become too long."""
    whole = header(BINARY, 17 * MIB) + bytes(17 * MIB)
    part = frame(BINARY, bytes(MIB), fin=False)
    more = frame(CONTINUATION, bytes(MIB), fin=False)
    async with bystanders(server, url), asyncio.TaskGroup() as group:
        for _ in range(FLOODERS):
            group.create_task(ends_with(server.port, room, whole, 1009))
            group.create_task(ends_with(server.port, room, part + more * 17, 1009))


async def ends_with(port: int, room: str, sent: bytes, code: int) -> None:
    """The server closes with this code, however much more is sent."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(HEAD % room.encode())
    drinking = asyncio.create_task(reader.read())
    with contextlib.suppress(ConnectionError):
        writer.write(sent)
    # It may have had more to read than it wanted to.
    with contextlib.suppress(ConnectionResetError):
        async with asyncio.timeout(20):
            assert code.to_bytes(2, "big") in (await drinking)[-200:]
    writer.transport.abort()


async def test_a_document_that_is_full_stays_so(server: WatchedServer, url: str) -> None:
    """[SY7]: whoever wants to write more is refused; the others write and delete."""
    doc: Doc[Text] = Doc(client_id=9)
    noise = doc.get("noise", type=Text)
    noise += "x" * (16 * MIB - 65_536)
    whole = sync_message(SyncType.STEP2, doc.get_update())
    known = doc.get_state()
    noise += "y" * 80_000
    more = sync_message(SyncType.STEP2, doc.get_update(known))
    async with bystanders(server, url):
        async with HostileSocket.open(url) as first:
            assert await first.outcome(whole) == TAKEN
        for _ in range(3):
            async with HostileSocket.open(url) as greedy:
                assert await greedy.outcome(more) == CloseCode.DOCUMENT_FULL


async def test_open_and_close_storms_leave_nothing(server: WatchedServer, url: str) -> None:
    """[AW4]: whole sockets, sockets that go without a word, and connections that say nothing."""
    async with bystanders(server, url):
        files = server.open_files()
        async with asyncio.TaskGroup() as group:
            for _ in range(20):
                group.create_task(come_and_go(server.port, url))
        async with asyncio.timeout(10):
            while server.open_files() > files + 5:
                await asyncio.sleep(0.05)


async def come_and_go(port: int, url: str) -> None:
    for number in range(20):
        if number % 2:
            async with HostileSocket.open(url):
                pass
            continue
        said = (b"", b"GET /", HEAD % b"flooded", HEAD % b"flooded" + frame(BINARY, b"")[:3])
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(said[number // 2 % 4])
        writer.transport.abort()
