"""Who reads too slowly catches up in one piece; who sends too fast is read more slowly."""

import asyncio
import socket

import pytest
from client import Client
from conftest import serving
from picows import WSMsgType

from coterie_realtime.protocol import SyncType, encode_state_vector, sync_message
from coterie_realtime.stores.memory import MemoryStore

PART = "x" * 50_000


def read_little(client: Client) -> None:
    """Makes the client's kernel hold little, so that the server's own buffer fills."""
    sock = client._transport.underlying_transport.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)


async def type_parts(client: Client, count: int) -> None:
    """Types that many parts, each once the one before is saved; `client` asked for acks."""
    saved = client.acknowledged
    for number in range(1, count + 1):
        client.type(PART)
        await client.until(lambda: client.acknowledged >= saved + number)  # noqa: B023


async def test_a_slow_client_catches_up_in_one_message(server: str) -> None:
    """[FL4]: nothing is queued for it; then it gets all that it missed, merged, and who is here."""
    async with (
        Client.joined(f"{server}/r", client_id=1) as slow,
        Client.joined(f"{server}/r?coterie=1", client_id=2) as ada,
        Client.joined(f"{server}/r", client_id=3) as bob,
    ):
        read_little(slow)
        slow.stop_reading()
        for number in range(60):
            await type_parts(ada, 1)
            ada.announce(number + 1, b'{"part":%d}' % number)
        await bob.until(lambda: len(bob.text) == 60 * len(PART))
        slow.read_again()
        await slow.until(lambda: len(slow.text) == 60 * len(PART))
        await slow.until(lambda: slow.states.get(2) == (60, b'{"part":59}'))
        assert len(slow.updates) < len(bob.updates) / 2
        ada.type("and on")
        await slow.until(lambda: str(slow.text).endswith("and on"))


async def test_a_slow_client_hears_who_left_meanwhile(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """[FL4]"""
    monkeypatch.setattr("coterie_realtime.connection.LEAVE_DELAY_SECONDS", 0.01)
    async with (
        Client.joined(f"{server}/r", client_id=1) as slow,
        Client.joined(f"{server}/r?coterie=1", client_id=2) as ada,
    ):
        async with Client.joined(f"{server}/r", client_id=3) as eve:
            eve.announce(1, b'{"user":{"name":"Eve"}}')
            await slow.until(lambda: 3 in slow.states)
            read_little(slow)
            slow.stop_reading()
            await type_parts(ada, 60)
        await ada.until(lambda: ada.states.get(3) == (1, b"null"))
        slow.read_again()
        await slow.until(lambda: slow.states[3] == (1, b"null"))


async def test_a_client_too_far_behind_is_closed(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """[FL5]: what it missed is bounded; the others do not notice."""
    monkeypatch.setattr("coterie_realtime.backlog.MAX_BACKLOG_BYTES", 500_000)
    # Long enough for the code to be read, however slow the machine is.
    monkeypatch.setattr("coterie_realtime.connection.CLOSE_SECONDS", 30.0)
    async with (
        Client.connect(f"{server}/r", client_id=1) as slow,
        Client.joined(f"{server}/r?coterie=1", client_id=2) as ada,
    ):
        read_little(slow)
        slow.stop_reading()
        await type_parts(ada, 100)
        slow.read_again()
        await slow.expect_close(4508)
        assert not ada.disconnected


async def test_a_client_that_is_behind_and_reads_nothing_is_closed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """[FL5], in a fraction of the time."""
    monkeypatch.setattr("coterie_realtime.node.KEEPALIVE_TICK_SECONDS", 0.05)
    async with (
        serving(MemoryStore()) as server,
        Client.joined(f"{server}/r", client_id=1) as slow,
        Client.joined(f"{server}/r?coterie=1", client_id=2) as ada,
    ):
        read_little(slow)
        slow.announce(1, b"{}")
        await ada.until(lambda: 1 in ada.states)
        slow.stop_reading()
        monkeypatch.setattr("coterie_realtime.connection.LEAVE_DELAY_SECONDS", 0.01)
        await type_parts(ada, 60)
        await ada.until(lambda: ada.states[1] == (1, b"null"))


async def test_step1_of_a_slow_client_waits_for_it(server: str) -> None:
    """[FL4]: asking for the document again and again fills no memory."""
    async with (
        Client.joined(f"{server}/r", client_id=1) as slow,
        Client.joined(f"{server}/r?coterie=1", client_id=2) as ada,
    ):
        ada.type("x" * 3_000_000)
        await ada.settle()
        await slow.settle()
        read_little(slow)
        slow.stop_reading()
        slow.synced = False
        for _ in range(50):
            slow.send(sync_message(SyncType.STEP1, encode_state_vector({})))
        await ada.settle()
        slow.read_again()
        await slow.until(lambda: slow.synced)
        await slow.settle()
        assert not slow.disconnected


async def test_a_client_over_its_rate_is_read_more_slowly(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """[WS9]: nothing is lost and nobody is closed; the others come first."""
    monkeypatch.setattr("coterie_realtime.connection.READ_BURST_BYTES", 200_000)
    monkeypatch.setattr("coterie_realtime.connection.READ_BYTES_PER_SECOND", 1_000_000)
    async with (
        Client.joined(f"{server}/r", client_id=1) as fast,
        Client.joined(f"{server}/r?coterie=1", client_id=2) as ada,
        Client.joined(f"{server}/r", client_id=3) as bob,
    ):
        started = asyncio.get_running_loop().time()
        for _ in range(1_000):
            fast.type("f")
        ada.type("a")
        await bob.until(lambda: "a" in str(bob.text))
        assert str(bob.text).count("f") < 1_000, "the other came first"
        await bob.until(lambda: str(bob.text).count("f") == 1_000)
        # A thousand messages of a kilobyte each at a megabyte a second, less the burst and what
        # the last read brought at once.
        assert asyncio.get_running_loop().time() - started > 0.2
        assert not fast.disconnected


async def test_pings_over_the_rate_are_read_more_slowly(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """[WS9]"""
    monkeypatch.setattr("coterie_realtime.connection.READ_BURST_BYTES", 100_000)
    monkeypatch.setattr("coterie_realtime.connection.READ_BYTES_PER_SECOND", 1_000_000)
    async with Client.joined(f"{server}/r", client_id=1) as fast:
        started = asyncio.get_running_loop().time()
        for _ in range(1_500):
            fast.send(b"", WSMsgType.PING)
        await fast.settle()
        assert asyncio.get_running_loop().time() - started > 0.2
