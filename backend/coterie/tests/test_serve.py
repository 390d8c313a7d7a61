"""`coterie serve` as a process: settings, keys, ports, both halves together, and its end."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

COMMAND = [sys.executable, "-m", "coterie"]
START_SECONDS = 20


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def served(data: Path, processes: None) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A running product: its address and its process."""
    process = start(data)
    assert process.stdout
    line = process.stdout.readline()
    yield line.split()[-1], process
    process.kill()
    process.wait()
    process.stdout.close()


def start(data: Path, **environment: str) -> "subprocess.Popen[str]":
    env = {**os.environ, "DATA_DIR": str(data), "PORT": "0", "HOST": "127.0.0.1", **environment}
    env.pop("COTERIE_DATA_DIR", None)
    return subprocess.Popen([*COMMAND, "serve"], stdout=subprocess.PIPE, text=True, env=env)


def refused(data: Path, *arguments: str, **environment: str) -> str:
    """What a start that must fail says."""
    env = {**os.environ, "DATA_DIR": str(data), **environment}
    command = [*COMMAND, "serve", *arguments]
    done = subprocess.run(
        command, env=env, capture_output=True, text=True, timeout=START_SECONDS, check=False
    )
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    return done.stderr


class Socket(WSListener):
    """Notes how it was closed."""

    def __init__(self) -> None:
        self.closed: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        self.heard = asyncio.Event()

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        self.heard.set()
        if frame.msg_type is WSMsgType.CLOSE and not self.closed.done():
            self.closed.set_result(frame.get_close_code())
            transport.disconnect()


def test_keys_are_made_once_and_are_private(
    data: Path, served: tuple[str, subprocess.Popen[str]]
) -> None:
    _, process = served
    keys = {path.name: path.read_bytes() for path in (data / "keys").iterdir()}
    assert set(keys) == {"django-secret", "room-token.pem", "room-token.pub.pem", "service"}
    assert all((data / "keys" / name).stat().st_mode & 0o777 == 0o600 for name in keys)
    assert (data / "keys").stat().st_mode & 0o777 == 0o700
    process.send_signal(signal.SIGTERM)
    assert process.wait(START_SECONDS) == 0
    again = start(data)
    assert again.stdout
    again.stdout.readline()
    again.send_signal(signal.SIGINT)
    assert again.wait(START_SECONDS) == 0
    again.stdout.close()
    assert keys == {path.name: path.read_bytes() for path in (data / "keys").iterdir()}


async def test_participants_follow_their_sockets(
    served: tuple[str, subprocess.Popen[str]],
) -> None:
    """[HB1] [HB3] [HB5]: realtime tells Django, in the same process, who is there."""
    base, process = served
    async with httpx.AsyncClient(base_url=base) as http:
        room = (await http.post("/api/rooms/", json={})).json()["id"]
        joined = (await http.post(f"/api/rooms/{room}/join/", json={"username": "Ada"})).json()
        url = f"{base.replace('http', 'ws')}{joined['realtime_url']}/{room}"
        transport, _ = await ws_connect(Socket, f"{url}?token={joined['token']}")
        # Without a token, as stock clients come to an open room [AD3].
        guest, guest_socket = await ws_connect(Socket, url)
        assert isinstance(guest_socket, Socket)
        await guest_socket.heard.wait()

        async def names() -> list[str]:
            users = (await http.get(f"/api/rooms/{room}/users/")).json()["users"]
            return sorted(user["username"] for user in users)

        assert await names() == ["Ada", "Guest"]
        guest.disconnect()
        async with asyncio.timeout(START_SECONDS):
            while await names() != ["Ada"]:
                await asyncio.sleep(0.02)
        transport.disconnect()
        await asyncio.gather(transport.wait_disconnected(), guest.wait_disconnected())
    process.send_signal(signal.SIGTERM)
    assert await asyncio.to_thread(process.wait, START_SECONDS) == 0


async def test_stopping_closes_sockets_with_4503(
    served: tuple[str, subprocess.Popen[str]],
) -> None:
    base, process = served
    async with httpx.AsyncClient(base_url=base) as http:
        room = (await http.post("/api/rooms/", json={})).json()["id"]
    transport, client = await ws_connect(Socket, f"{base.replace('http', 'ws')}/ws/{room}")
    assert isinstance(client, Socket)
    await client.heard.wait()
    started = time.monotonic()
    process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(START_SECONDS):
        assert await client.closed == 4503
        await transport.wait_disconnected()
    assert await asyncio.to_thread(process.wait, START_SECONDS) == 0
    assert time.monotonic() - started < 10


async def test_an_unknown_room_closes_with_4404(
    served: tuple[str, subprocess.Popen[str]],
) -> None:
    """[AD3]"""
    base, _ = served
    url = f"{base.replace('http', 'ws')}/ws/00000000-0000-4000-8000-000000000000"
    transport, client = await ws_connect(Socket, url)
    assert isinstance(client, Socket)
    async with asyncio.timeout(START_SECONDS):
        assert await client.closed == 4404
        await transport.wait_disconnected()


def test_a_taken_port_is_said(data: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert f"cannot listen on 127.0.0.1:{port}" in refused(data, "--port", str(port))


@pytest.mark.parametrize("port", ["x", "65536", "-1", "8000.5"])
def test_a_bad_port_is_named(data: Path, port: str) -> None:
    assert "PORT" in refused(data, PORT=port)


def test_a_bad_host_is_named(data: Path) -> None:
    assert "not-an-address.invalid" in refused(data, "--host", "not-an-address.invalid")


def test_a_bad_setting_is_named(data: Path) -> None:
    assert "DEBUG" in refused(data, PORT="0", DEBUG="perhaps")
    assert "DATABASE_URL" in refused(data, PORT="0", DATABASE_URL="carrier-pigeon://x")
    assert "COTERIE_TURN_SECRET" in refused(data, PORT="0", COTERIE_TURN_URLS="turn:127.0.0.1")


def test_a_data_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    assert str(tmp_path / "data") in refused(tmp_path / "data", PORT="0")
