"""Bad frames: each closes its own socket with its own code, and a bystander does not notice."""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from client import Client
from conftest import Process, serving
from hostile import HOSTILE, SEGFAULT_FIRST, SEGFAULT_SECOND, UNREADABLE
from picows import WSMsgType

from coterie_realtime.protocol import SyncType, awareness_message, encode_bytes, sync_message
from coterie_realtime.stores.memory import MemoryStore


@pytest_asyncio.fixture
async def bystander(server: str) -> AsyncIterator[Client]:
    """Somebody in the same room, who can still edit and be joined when all is over."""
    async with Client.joined(f"{server}/r", client_id=50) as bystander:
        yield bystander
        bystander.type("still here")
        await bystander.settle()
        assert not bystander.disconnected
        async with Client.joined(f"{server}/r", client_id=51) as late:
            assert str(late.text).endswith("still here")


def announcing(state: bytes) -> bytes:
    """An awareness message of one client with this state."""
    return awareness_message(b"\x01\x05\x01" + encode_bytes(state))


MALFORMED = {
    "empty": b"",
    "unknown type": b"\x05",
    "type of two bytes": b"\xff\x01",
    "auth from a client": b"\x02\x00\x00",
    "hello from a client": b"\x6e\x02{}",
    "ack from a client": b"\x6f\x01",
    "signaling too early": b"\x70\x00",
    "sync without sub-type": b"\x00",
    "unknown sub-type": b"\x00\x03\x00",
    "length beyond the end": b"\x00\x02\x7f",
    "integer beyond the end": b"\x00\x02\xff",
    "two messages": b"\x00\x00\x01\x00" * 2,
    "state vector cut short": b"\x00\x00" + encode_bytes(b"\x01"),
    "state vector with more": b"\x00\x00" + encode_bytes(b"\x00\x00"),
    "state vector of 70 bits": b"\x00\x00" + encode_bytes(b"\x01\x01" + b"\xff" * 10 + b"\x01"),
    "query with a body": b"\x03\x00",
    "awareness cut short": awareness_message(b"\x01\x05"),
    "awareness that is no JSON": announcing(b"{"),
    "awareness with NaN": announcing(b"NaN"),
    "awareness 200 deep": awareness_message(
        b"\x01\x05\x01" + encode_bytes(b"[" * 200 + b"]" * 200)
    ),
    "awareness not UTF-8": announcing(b'"\xff"'),
}


@pytest.mark.usefixtures("bystander")
@pytest.mark.parametrize("name", MALFORMED)
async def test_a_malformed_frame_closes_its_socket(server: str, name: str) -> None:
    """[WS2] [WS7] [WS8]"""
    async with Client.joined(f"{server}/r") as hostile:
        hostile.send(MALFORMED[name])
        await hostile.expect_close(4400)
        assert len(hostile.reasons) == 1


@pytest.mark.usefixtures("bystander")
@pytest.mark.parametrize("kind", [SyncType.STEP2, SyncType.UPDATE])
@pytest.mark.parametrize("name", [*HOSTILE, *UNREADABLE])
async def test_a_hostile_update_closes_its_socket(server: str, name: str, kind: SyncType) -> None:
    """[SY2] [WS8]"""
    async with Client.joined(f"{server}/r") as hostile:
        hostile.send(sync_message(kind, {**HOSTILE, **UNREADABLE}[name]))
        await hostile.expect_close(4400)


async def test_the_update_that_ends_processes_ends_a_socket(server: str, bystander: Client) -> None:
    """[WS8]"""
    async with Client.joined(f"{server}/r") as hostile:
        hostile.send(sync_message(SyncType.UPDATE, SEGFAULT_FIRST))
        await bystander.until(lambda: len(bystander.updates) == 1)
        hostile.send(sync_message(SyncType.UPDATE, SEGFAULT_SECOND))
        await hostile.expect_close(4400)


@pytest.mark.usefixtures("bystander")
async def test_text_frames_are_refused(server: str) -> None:
    """[WS2]"""
    async with Client.joined(f"{server}/r") as hostile:
        hostile.send(b"hello", WSMsgType.TEXT)
        await hostile.expect_close(4400)


@pytest.mark.usefixtures("bystander")
async def test_fragments_are_put_together(server: str) -> None:
    """[WS3]"""
    async with (
        Client.joined(f"{server}/r", client_id=1) as ada,
        Client.joined(f"{server}/r", client_id=2) as bob,
    ):
        ada.text.insert(0, "in three parts")
        message = sync_message(SyncType.UPDATE, ada.doc.get_update())
        ada.send_part(b"", WSMsgType.BINARY, fin=False)
        ada.send_part(message[:10], WSMsgType.CONTINUATION, fin=False)
        ada.send_part(message[10:], WSMsgType.CONTINUATION, fin=True)
        await bob.until(lambda: str(bob.text) == "in three parts")


@pytest.mark.usefixtures("bystander")
async def test_a_continuation_of_nothing_is_refused(server: str) -> None:
    async with Client.joined(f"{server}/r") as hostile:
        hostile.send_part(b"x", WSMsgType.CONTINUATION, fin=True)
        await hostile.expect_close(4400)


@pytest.mark.usefixtures("bystander")
async def test_a_frame_over_the_limit_is_too_big(server: str) -> None:
    """[WS3]"""
    async with Client.joined(f"{server}/r") as hostile:
        hostile.send(os.urandom((16 << 20) + 100))
        await hostile.expect_close(1009)


@pytest.mark.usefixtures("bystander")
async def test_fragments_over_the_limit_are_too_big(server: str) -> None:
    """[WS3]"""
    async with Client.joined(f"{server}/r") as hostile:
        part = bytes(6 << 20)
        hostile.send_part(part, WSMsgType.BINARY, fin=False)
        hostile.send_part(part, WSMsgType.CONTINUATION, fin=False)
        hostile.send_part(part, WSMsgType.CONTINUATION, fin=False)
        await hostile.expect_close(1009)


async def test_a_gap_is_asked_for_once(server: str) -> None:
    """[SY4]: an innocent client that holds what waits behind a gap must not go round for ever."""
    async with Client.joined(f"{server}/r", client_id=2) as innocent:
        async with Client.joined(f"{server}/r") as hostile:
            hostile.send(sync_message(SyncType.UPDATE, SEGFAULT_FIRST))
            await innocent.until(lambda: len(innocent.updates) == 1)
        asked = len(innocent.step1s)
        # As a stock client answers each step 1.
        for _ in range(5):
            innocent.send(sync_message(SyncType.STEP2, SEGFAULT_FIRST))
        await innocent.settle()
        assert len(innocent.step1s) == asked


async def test_overlapping_text_does_not_lock_a_room(process: Process) -> None:
    """[SY2] [DU3]: both were acknowledged once, and the room could not be loaded again."""
    url = process.start()
    first = bytes.fromhex("0101070004010174") + b"\x03abc\x00"
    second = bytes.fromhex("010107018407") + b"\x00\x05x" + "😀".encode() + b"\x00"
    async with Client.joined(f"{url}/r?coterie=1") as hostile:
        hostile.send(sync_message(SyncType.UPDATE, first))
        hostile.send(sync_message(SyncType.UPDATE, second))
        await hostile.until(lambda: hostile.acknowledged == 2)
    process.kill()
    process.start()
    async with Client.joined(f"{url}/r", client_id=2) as late:
        late.type("works")
        await late.settle()
        assert str(late.text) == "works"


async def test_a_close_without_a_code_is_answered_with_a_legal_one(server: str) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", int(server.rsplit(":", 1)[1]))
    writer.write(UPGRADE)
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"\x88\x80\x00\x00\x00\x00")
    frames = await reader.read()
    writer.close()
    await writer.wait_closed()
    assert frames.endswith(b"\x88\x02" + (1000).to_bytes(2, "big"))


async def test_a_client_that_answers_no_ping_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """[WS6], in a thousandth of the time."""
    monkeypatch.setattr("coterie_realtime.node.KEEPALIVE_TICK_SECONDS", 0.005)
    async with serving(MemoryStore()) as url:
        reader, writer = await asyncio.open_connection("127.0.0.1", int(url.rsplit(":", 1)[1]))
        writer.write(UPGRADE)
        received = b""
        with contextlib.suppress(ConnectionResetError):
            while part := await reader.read(1_000):
                received += part
        assert b"\x89\x00" in received, "a ping"
        writer.transport.abort()


UPGRADE = (
    b"GET /r HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)


async def test_a_client_that_does_not_read_is_closed(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What waits for a client is bounded; the others do not notice."""
    monkeypatch.setattr("coterie_realtime.connection.MAX_OUTBOX_BYTES", 100_000)
    # Long enough for the code to be read, however slow the machine is.
    monkeypatch.setattr("coterie_realtime.connection.CLOSE_SECONDS", 30.0)
    async with (
        Client.joined(f"{server}/r", client_id=1) as slow,
        Client.joined(f"{server}/r", client_id=2) as ada,
    ):
        slow.stop_reading()
        for _ in range(15):
            ada.type("x" * 1_000_000)
            await ada.settle()
        slow.read_again()
        await slow.expect_close(4508)
        assert not ada.disconnected
