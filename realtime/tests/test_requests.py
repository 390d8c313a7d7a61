"""Requests that never end, are too large, or whose answer nobody reads: all bounded [WS11]."""

import asyncio
from contextlib import AsyncExitStack

import psutil  # type: ignore[import-untyped]
import pytest
from client import Client
from conftest import serving
from raw import Raw, upgrade
from test_edge import metric

from coterie_realtime import http_protocol
from coterie_realtime.edge import Edge
from coterie_realtime.limits import MAX_HEAD_BYTES, MAX_HEADERS, MAX_PIPELINED
from coterie_realtime.stores.memory import MemoryStore

SLOW = 'coterie_refusals_total{reason="request_slow"}'
LARGE = 'coterie_refusals_total{reason="request"}'
GET = "GET /livez HTTP/1.1\r\nHost: x\r\n"


@pytest.mark.parametrize(
    "start",
    [
        "",
        "\r\n",
        "G",
        GET,
        upgrade("ws://x").removesuffix("\r\n\r\n"),
        upgrade("ws://x").removesuffix("\r\n"),
    ],
    ids=repr,
)
async def test_a_head_that_does_not_end_is_cut_off(
    server: str, start: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_protocol, "HEAD_SECONDS", 0.1)
    async with Raw.open(server) as slow:
        slow.send(start)
        assert (await slow.rest()).startswith(b"HTTP/1.1 408 ")
    assert await metric(server, SLOW) == 1


async def test_bytes_that_trickle_in_win_no_time(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_protocol, "HEAD_SECONDS", 0.3)

    async def trickle(raw: Raw) -> None:
        for letter in "GET / HTTP/1.1\r\nX: " + "x" * 10_000:
            raw.send(letter)
            await asyncio.sleep(0.01)

    async with Raw.open(server) as slow, asyncio.timeout(5):
        trickling = asyncio.create_task(trickle(slow))
        assert b" 408 " in await slow.rest()
        trickling.cancel()


async def test_a_body_that_does_not_end_is_cut_off(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_protocol, "REQUEST_SECONDS", 0.1)
    async with Raw.open(server) as slow:
        slow.send("POST /internal/poke HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{")
        assert await slow.rest() == b""
    assert await metric(server, SLOW) == 1


async def test_the_time_of_a_request_begins_anew_with_each(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A kept connection that sends half a request is cut off as a new one is."""
    monkeypatch.setattr(http_protocol, "HEAD_SECONDS", 0.1)
    async with Raw.open(server) as kept:
        for _ in range(3):
            kept.send(GET + "\r\n")
            assert await kept.status() == 200
            await kept.reader.readexactly(len('{"status": "alive"}'))
        kept.send(GET)
        assert b" 408 " in await kept.rest()


@pytest.mark.parametrize(
    "large",
    [
        GET + "X: " + "x" * MAX_HEAD_BYTES,
        GET + "X: " + "x" * MAX_HEAD_BYTES + "\r\n\r\n",
        "GET /" + "x" * MAX_HEAD_BYTES,
        GET + "X: y\r\n" * MAX_HEADERS + "\r\n",
        upgrade("ws://x", "/" + "x" * MAX_HEAD_BYTES),
        upgrade("ws://x", Cookie="x" * MAX_HEAD_BYTES),
    ],
    ids=lambda text: text[:12] + str(len(text)),
)
async def test_a_head_that_is_too_large_is_refused(server: str, large: str) -> None:
    async with Raw.open(server) as raw:
        raw.send(large)
        assert (await raw.rest())[:13] in (b"HTTP/1.1 400 ", b"HTTP/1.1 431 ")
    assert await metric(server, LARGE) == 1


@pytest.mark.parametrize(
    "bytes_", [b"\x16\x03\x01\x02\x00\x01\x00", b"\x00" * 50, b"GET / HTTP/9\r\n\r\n"], ids=repr
)
async def test_what_is_no_request_is_refused(server: str, bytes_: bytes) -> None:
    async with Raw.open(server) as raw:
        raw.send(bytes_)
        assert (await raw.rest()).startswith(b"HTTP/1.1 400 ")


async def test_many_requests_at_once_are_refused(server: str) -> None:
    async with Raw.open(server) as raw:
        raw.send((GET + "\r\n") * (MAX_PIPELINED + 10))
        await raw.rest()
    assert await metric(server, LARGE) == 1
    async with Raw.open(server) as raw:
        raw.send((GET + "\r\n") * MAX_PIPELINED)
        for _ in range(MAX_PIPELINED):
            assert await raw.status() == 200
            await raw.reader.readexactly(len('{"status": "alive"}'))


async def test_half_open_connections_make_room_for_new_ones() -> None:
    """Those that wait longest go; who means it never waits."""
    async with serving(MemoryStore(), edge=Edge(requests=20)) as url, AsyncExitStack() as stack:
        half_open = []
        for _ in range(30):
            raw = await stack.enter_async_context(Raw.open(url))
            raw.send(upgrade(url).removesuffix("\r\n"))
            half_open.append(raw)
        for cut in half_open[:10]:
            assert b" 503 " in await cut.rest()
        async with Client.joined(f"{url}/r") as ada:
            assert ada.synced
        # The one that made room for Ada.
        assert b" 503 " in await half_open[10].rest()
        for spared in half_open[12:]:
            spared.send("\r\n")
            assert await spared.status() == 101


async def test_kept_connections_are_bounded_too() -> None:
    """They are closed when they have been idle for a while; until then a new one waits outside."""
    async with serving(MemoryStore(), edge=Edge(requests=3)) as url, AsyncExitStack() as stack:
        kept = [await stack.enter_async_context(Raw.open(url)) for _ in range(3)]
        for one in kept:
            one.send(GET + "\r\n")
            assert await one.status() == 200
        async with Raw.open(url) as late:
            assert b" 503 " in await late.rest()
        kept[0].send(upgrade(url))
        await kept[0].reader.readexactly(len('{"status": "alive"}'))
        assert await kept[0].status() == 101
        async with Raw.open(url) as next_:
            next_.send(GET + "\r\n")
            assert await next_.status() == 200


async def test_an_answer_that_nobody_reads_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_protocol, "ANSWER_STUCK_SECONDS", 0.1)
    text = "x" * 50_000_000
    monkeypatch.setattr("coterie_realtime.node.Node.metrics_text", lambda node: text)
    async with serving(MemoryStore()) as url, Raw.open(url) as raw:
        raw.send("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert await raw.status() == 200
        raw.pause()
        while requests(url):
            await asyncio.sleep(0.02)


def requests(url: str) -> int:
    """Open connections of the server."""
    port = int(url.rpartition(":")[2])
    own = psutil.Process().net_connections("tcp")
    return sum(one.laddr.port == port and one.status == "ESTABLISHED" for one in own)


async def test_another_upgrade_is_answered_as_a_request(server: str) -> None:
    async with Raw.open(server) as raw:
        raw.send(GET + "Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n")
        assert await raw.status() == 200
