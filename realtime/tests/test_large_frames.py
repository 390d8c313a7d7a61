"""Large messages to a client that reads slowly: its stream stays in order."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from client import Client
from fuzz_bytes import BINARY, HEAD, PING, frame
from watched_server import WatchedServer

from coterie_realtime.protocol import SyncType, encode_state_vector, sync_message

# More than the kernel takes at once, so that what follows has to wait behind it.
TEXT = "x" * 4_000_000
# More than picows copies, so that it was given to the event loop as it is.
STATE = b'{"notes":"' + b"y" * 20_000 + b'"}'
QUERY = b"\x03"


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    # With the event loop that it has in earnest; the other copies what it cannot send at once.
    server = WatchedServer(tmp_path)
    yield server.start()
    server.check()
    server.close()


async def test_small_messages_do_not_overwrite_large_ones(url: str) -> None:
    """A client that loads a large document got a stream that no client could read."""
    async with Client.joined(f"{url}/r", client_id=5) as ada:
        ada.type(TEXT)
        ada.announce(1, STATE)
        await ada.settle()
        reader, writer = await asyncio.open_connection("127.0.0.1", int(url.rsplit(":", 1)[1]))
        writer.write(HEAD % b"r")
        await reader.readuntil(b"\r\n\r\n")
        await read_frame(reader)  # the server's own step 1
        await read_frame(reader)  # who is here
        step1 = sync_message(SyncType.STEP1, encode_state_vector({}))
        writer.write(frame(BINARY, step1) + frame(BINARY, QUERY) + frame(PING, b"small"))
        opcodes, payloads = zip(*[await read_frame(reader) for _ in range(3)], strict=True)
        assert opcodes == (0x82, 0x82, 0x8A)
        assert payloads[0].startswith(b"\x00\x01")
        assert TEXT.encode() in payloads[0]
        assert payloads[1].endswith(STATE)
        assert payloads[2] == b"small"
        writer.close()
        await writer.wait_closed()


async def read_frame(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """First byte and payload of a frame from the server."""
    async with asyncio.timeout(10):
        first, length = await reader.readexactly(2)
        if length > 125:
            length = int.from_bytes(await reader.readexactly(2 if length == 126 else 8), "big")
        return first, await reader.readexactly(length)
