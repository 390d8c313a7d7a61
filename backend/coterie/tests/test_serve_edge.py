"""`coterie serve` at its edge: metrics and readiness of both halves, proxies, logs, bad values."""

import asyncio
import json
import os
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from picows import WSMsgType, ws_connect

from coterie.tests.test_serve import COMMAND, START_SECONDS, Socket, refused

pytestmark = pytest.mark.usefixtures("processes")

UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
}


class Served:
    """A running product; what it logs is in `log`."""

    def __init__(self, data: Path, **environment: str) -> None:
        env = {**os.environ, "DATA_DIR": str(data), "PORT": "0", "HOST": "127.0.0.1", **environment}
        env.pop("COTERIE_DATA_DIR", None)
        self._log = data.with_name("log")
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [*COMMAND, "serve"], stdout=subprocess.PIPE, stderr=log, text=True, env=env
            )
        assert self._process.stdout
        self.url = self._process.stdout.readline().split()[-1]

    @property
    def log(self) -> str:
        return self._log.read_text()

    def create(self) -> str:
        """The id of a new room."""
        return str(httpx.post(f"{self.url}/api/rooms/", json={}).json()["id"])

    def socket(self, room: str) -> str:
        return f"{self.url.replace('http', 'ws')}/ws/{room}"

    def end(self) -> None:
        self._process.terminate()
        assert self._process.wait(START_SECONDS) == 0
        assert self._process.stdout
        self._process.stdout.close()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@contextmanager
def serving(data: Path, **environment: str) -> Iterator[Served]:
    served = Served(data, **environment)
    try:
        yield served
    finally:
        served.end()


@pytest.fixture
def served(data: Path) -> Iterator[Served]:
    with serving(data) as product:
        yield product


def test_metrics_of_both_halves_are_one_text(served: Served) -> None:
    served.create()
    url = f"{served.url}/metrics"
    answer = httpx.get(url)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    names = [line.split()[2] for line in answer.text.splitlines() if line.startswith("# TYPE")]
    assert len(names) == len(set(names)), "no name twice"
    assert {"coterie_backend_rooms", "coterie_ai_calls_total", "coterie_connections"} <= set(names)
    assert 'coterie_backend_rooms{state="active"} 1\n' in answer.text
    assert httpx.get(url, headers={"X-Forwarded-For": "::1"}).status_code == 403
    assert httpx.head(url).status_code == 200


def test_it_is_not_ready_while_the_documents_cannot_be_written(served: Served, data: Path) -> None:
    ready, room = f"{served.url}/readyz", served.create()
    assert httpx.get(ready).status_code == 200
    with closing(sqlite3.connect(data / "documents.sqlite3", isolation_level=None)) as thief:
        thief.execute("BEGIN IMMEDIATE")
        asyncio.run(write(served.socket(room)))
        wait_for(ready, 503)
        assert "\ncoterie_store_failing 1\n" in httpx.get(f"{served.url}/metrics").text
        assert httpx.get(f"{served.url}/livez").status_code == 200
    wait_for(ready, 200)


async def write(url: str) -> None:
    """An edit that the store has to take: the letter x, as a Yjs client of id 1 sends it."""
    update = b"\x01\x01\x01\x00\x04\x01\x01a\x01x\x00"
    writer = Socket()
    transport, _ = await ws_connect(lambda: writer, url)
    await writer.heard.wait()
    transport.send(WSMsgType.BINARY, b"\x00\x02" + bytes((len(update),)) + update)
    transport.send_close()
    await transport.wait_disconnected()


def wait_for(url: str, status: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while httpx.get(url).status_code != status:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_sockets_are_counted_by_the_address_that_our_proxy_names(data: Path) -> None:
    """[WS10], and a page under a name that is not ours opens none [WS4]."""
    limits = {"COTERIE_PROXIES": "1", "COTERIE_MAX_CONNECTIONS_PER_ADDRESS": "2"}
    one, other = ({"X-Forwarded-For": f"198.51.100.{end}"} for end in (7, 8))
    forged = {"Host": "evil.example", "Origin": "http://evil.example"}
    asked = (one, one, one, other, forged, {**other, **forged})
    with serving(data, **limits) as served:
        got = asyncio.run(statuses(served.socket(served.create()), asked))
    assert got == [101, 101, 429, 101, 403, 403]


async def statuses(url: str, asked: tuple[dict[str, str], ...]) -> list[int]:
    """How upgrades with these headers are answered, one after the other; all stay open."""
    parts = urlsplit(url)
    got, writers = [], []
    for headers in asked:
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        writers.append(writer)
        told = {**UPGRADE, "Host": parts.netloc, **headers}
        lines = [f"GET {parts.path} HTTP/1.1", *(f"{name}: {text}" for name, text in told.items())]
        writer.write("\r\n".join([*lines, "", ""]).encode())
        got.append(int((await reader.readuntil(b"\r\n")).split()[1]))
    for writer in writers:
        writer.close()
    return got


def test_logs_may_be_objects_with_ids(data: Path) -> None:
    with serving(data, COTERIE_LOG="json", COTERIE_LOG_LEVEL="info") as served:
        room = served.create()
        asyncio.run(write(served.socket(room)))
    entries = [json.loads(line) for line in served.log.splitlines()]
    ours = [entry for entry in entries if entry.get("room") == room]
    said = [entry["message"] for entry in ours]
    assert said == ["connection admitted", "connection ended: client"]
    assert len({entry["connection"] for entry in ours}) == 1


def test_nobody_is_logged_by_default(served: Served) -> None:
    room = served.create()
    asyncio.run(write(served.socket(room)))
    assert room not in served.log


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("COTERIE_METRICS_TOKEN", "short"),
        ("COTERIE_DURABILITY", "strong"),
        ("COTERIE_MAX_CONNECTIONS", "none"),
        ("COTERIE_TRUSTED_PROXIES", "everybody"),
        ("COTERIE_LOG", "xml"),
    ],
)
def test_a_bad_value_stops_the_start_by_name(data: Path, name: str, value: str) -> None:
    assert name in refused(data, **{name: value})
