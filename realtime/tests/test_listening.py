"""Where a node listens: a unix socket, TLS, and what a killed one left behind."""

import asyncio
import socket
import ssl
import stat
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import certificates
import httpx
import pytest
from client import Client
from conftest import serving
from picows import ws_connect
from program import Program, refused, running
from raw import Raw, upgrade

from coterie_realtime.close_codes import CloseCode
from coterie_realtime.stores.memory import MemoryStore


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "log"


@asynccontextmanager
async def joined(path: Path, client_id: int = 1) -> AsyncIterator[Client]:
    """A client by a unix socket, as a web server before the node would pass it on.

    picows sets options of TCP on its sockets, so it gets one, joined to the unix socket.
    """
    async with Relay.to(path) as url, Client.joined(url, client_id=client_id) as client:
        yield client


class Relay:
    """A port of TCP that leads to a unix socket."""

    @staticmethod
    @asynccontextmanager
    async def to(path: Path) -> AsyncIterator[str]:
        async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            there, back = await asyncio.open_unix_connection(path)
            await asyncio.gather(_pump(reader, back), _pump(there, writer))

        server = await asyncio.start_server(relay, "127.0.0.1", 0)
        try:
            yield f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/r"
        finally:
            server.close()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65_536):
        writer.write(data)
        await writer.drain()
    writer.close()


async def test_a_unix_socket_serves_rooms_and_probes(tmp_path: Path, log: Path) -> None:
    path = tmp_path / "node.sock"
    with running(log, "--uds", str(path)) as node:
        assert node.url == f"unix:{path}"
        mode = path.stat().st_mode
        assert stat.S_ISSOCK(mode)
        assert stat.S_IMODE(mode) == 0o660
        async with joined(path) as ada, joined(path, 2) as bob:
            ada.type("x" * 500_000)
            await bob.until(lambda: len(bob.text) == 500_000)
            transport = httpx.AsyncHTTPTransport(uds=str(path))
            async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as http:
                assert (await http.get("/readyz")).status_code == 200
                metrics = await http.get("/metrics")
            assert "\ncoterie_connections 2\n" in metrics.text
            assert await asyncio.to_thread(node.terminate) == 0
            await ada.expect_close(CloseCode.UNAVAILABLE)
        assert not path.exists()
        assert node.log == ""


def test_a_unix_socket_of_a_killed_node_is_taken_over(tmp_path: Path, log: Path) -> None:
    path = tmp_path / "node.sock"
    with running(log, "--uds", str(path)) as node:
        node.kill()
    assert path.exists()
    with running(log, "--uds", str(path)) as again:
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(str(path))
        assert again.terminate() == 0


def test_a_unix_socket_that_is_in_use_is_not(tmp_path: Path, log: Path) -> None:
    path = tmp_path / "node.sock"
    with running(log, "--uds", str(path)) as node:
        assert "another server listens" in refused("--uds", str(path))
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(str(path))
        assert node.terminate() == 0


def test_other_files_are_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("mine")
    assert "no socket" in refused("--uds", str(path))
    assert path.read_text() == "mine"
    assert "--uds" in refused("--uds", str(tmp_path / "no" / "folder"))
    assert "--uds" in refused("--uds", str(tmp_path / ("x" * 200)))


def test_a_port_that_is_taken_is_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert f"127.0.0.1:{port}" in refused("--port", port)


async def test_tls_serves_rooms_and_probes(tmp_path: Path, log: Path) -> None:
    certificate = certificates.write(tmp_path / "node.pem")
    trusting = ssl.create_default_context(cafile=certificate)
    options = ("--tls-cert", str(certificate), "--tls-key", str(certificate.with_suffix(".key")))
    with running(log, *options) as node:
        assert node.url.startswith("wss://127.0.0.1:")
        async with httpx.AsyncClient(verify=trusting) as http:
            assert (await http.get(node.url.replace("wss", "https") + "/readyz")).is_success
        ada, bob = Client(1), Client(2)
        for client in (ada, bob):
            await ws_connect(lambda c=client: c, node.url + "/r", ssl_context=trusting)
            await client.sync()
        ada.type("encrypted" * 50_000)
        await bob.until(lambda: len(bob.text) == 450_000)
        assert await asyncio.to_thread(node.terminate) == 0
        await ada.expect_close(CloseCode.UNAVAILABLE)
        await bob.ends()


async def test_plain_http_gets_nothing_from_a_tls_port(tmp_path: Path, log: Path) -> None:
    certificate = certificates.write(tmp_path / "node.pem")
    options = ("--tls-cert", str(certificate), "--tls-key", str(certificate.with_suffix(".key")))
    with running(log, *options) as node:
        reader, writer = await asyncio.open_connection("127.0.0.1", node.url.rpartition(":")[2])
        writer.write(b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n")
        assert b"HTTP/" not in await reader.read()
        writer.close()
        assert node.terminate() == 0
        assert node.log == ""


async def test_as_many_sockets_as_the_system_allows(log: Path) -> None:
    """Past it they are refused, and the node works on: its own files have places of their own."""
    few = ("bash", "-c", f"ulimit -n 80; exec {sys.executable} -m coterie_realtime")
    node = Program(log, command=few)
    try:
        assert "no more than 40 sockets: the process may have 80 files" in node.log
        async with AsyncExitStack() as stack:
            statuses = []
            for _ in range(70):
                raw = await stack.enter_async_context(Raw.open(node.url))
                raw.send(upgrade(node.url))
                statuses.append(await raw.status())
            assert statuses == [101] * 40 + [503] * 30
            async with httpx.AsyncClient(base_url=node.url.replace("ws", "http")) as http:
                assert (await http.get("/readyz")).status_code == 200
    finally:
        assert node.terminate() == 0


async def test_a_tls_handshake_that_does_not_end_is_cut_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """[WS11]"""
    monkeypatch.setattr("coterie_realtime.server.HANDSHAKE_SECONDS", 0.2)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate = certificates.write(tmp_path / "node.pem")
    context.load_cert_chain(certificate, certificate.with_suffix(".key"))
    async with serving(MemoryStore(), tls=context) as url, Raw.open(url) as slow:
        slow.send(b"\x16\x03\x01\x02\x00\x01\x00")
        assert await slow.rest() == b""
