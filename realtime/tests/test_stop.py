"""The end of a node and its next start: in time, in order, and without repair (design §2)."""

import asyncio
import os
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack, closing
from pathlib import Path

import httpx
import pytest
from client import Client
from program import Program, refused, running
from raw import Raw, upgrade

SOCKETS = 500
STOP_SECONDS = 10


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "documents.sqlite3"


@pytest.fixture
def node(tmp_path: Path, store: Path) -> Iterator[Program]:
    with running(tmp_path / "log", "--store", f"sqlite:///{store}") as program:
        yield program


async def stopped(node: Program) -> float:
    """Asks it to stop; how many seconds that took."""
    before = time.monotonic()
    assert await asyncio.to_thread(node.terminate) == 0
    return time.monotonic() - before


@pytest.mark.timeout(90)
async def test_a_failing_store_and_many_sockets_do_not_keep_it(node: Program, store: Path) -> None:
    """Every socket ends with 4503, spread a little, and the process with 0."""
    async with AsyncExitStack() as stack:
        clients = [
            await stack.enter_async_context(
                Client.connect(f"{node.url}/r{number % 50}", client_id=number + 1)
            )
            for number in range(SOCKETS)
        ]
        for client in clients:
            await client.until(lambda client=client: bool(client.step1s))  # type: ignore[misc]
        idle = await stack.enter_async_context(Raw.open(node.url))
        half_open = await stack.enter_async_context(Raw.open(node.url))
        half_open.send(upgrade(node.url).removesuffix("\r\n"))
        ada = clients[0]
        with closing(sqlite3.connect(store, isolation_level=None)) as thief:
            thief.execute("BEGIN IMMEDIATE")
            ada.type("never saved")
            await ada.settle()
            assert await stopped(node) < STOP_SECONDS
        assert await idle.rest() == await half_open.rest() == b""
        for client in clients:
            await client.expect_close(4503)
    assert "were never saved" in node.log
    assert "Traceback" not in node.log


async def test_what_was_typed_last_is_saved_and_the_stop_is_quick(
    node: Program, store: Path, tmp_path: Path
) -> None:
    """Nobody waited for an acknowledgement."""
    async with Client.joined(f"{node.url}/r", client_id=1) as ada:
        for _ in range(200):
            ada.type("x")
        await ada.settle()
        assert await stopped(node) < 3
        await ada.expect_close(4503)
    assert not store.with_name(store.name + "-wal").exists(), "the store was closed"
    with running(tmp_path / "log", "--store", f"sqlite:///{store}") as again:
        async with Client.joined(f"{again.url}/r", client_id=2) as bob:
            assert len(bob.text) == 200
    assert node.log == ""


async def test_a_thread_that_hangs_does_not_keep_it(tmp_path: Path) -> None:
    """A disk that stands still: its thread cannot be ended, so the process is."""
    command = (sys.executable, "-c", HANGING)
    node = Program(tmp_path / "log", command=command)
    async with Client.joined(f"{node.url}/r?coterie=1") as ada:
        ada.type("into the void")
        await ada.settle()
        before = time.monotonic()
        assert await asyncio.to_thread(node.terminate) == 1
        assert time.monotonic() - before < STOP_SECONDS
        await ada.expect_close(4503)
    assert "is cut off" in node.log


HANGING = """
import sys, threading
from coterie_realtime import __main__, server
server.STOP_SECONDS = 3
from coterie_realtime.stores.memory import MemoryStore
class Hanging(MemoryStore):
    def append(self, updates):
        threading.Event().wait()
__main__.store_open = lambda *_: Hanging()
sys.argv[1:] = []
__main__.main()
"""


async def test_a_second_signal_changes_nothing(node: Program) -> None:
    async with Client.joined(f"{node.url}/r") as ada:
        node.process.terminate()
        node.process.terminate()
        await ada.expect_close(4503)
        assert await asyncio.to_thread(node.wait) == 0


def tear_off(wal: Path, shm: Path) -> None:
    """The end of the last frame was not written."""
    with wal.open("r+b") as file:
        file.truncate(wal.stat().st_size - 100)


def junk_behind(wal: Path, shm: Path) -> None:
    with wal.open("ab") as file:
        file.write(os.urandom(5_000))


def half_an_index(wal: Path, shm: Path) -> None:
    with shm.open("r+b") as file:
        file.truncate(shm.stat().st_size // 2)


def wrong_index(wal: Path, shm: Path) -> None:
    shm.write_bytes(os.urandom(shm.stat().st_size))


def no_index(wal: Path, shm: Path) -> None:
    shm.unlink()


@pytest.mark.parametrize("damage", [tear_off, junk_behind, half_an_index, wrong_index, no_index])
async def test_a_start_after_a_kill_needs_no_repair(
    tmp_path: Path, store: Path, damage: object
) -> None:
    """[DU3]: whatever moment the kill, or the end of the machine, came at."""
    options = ("--store", f"sqlite:///{store}")
    wal, shm = (store.with_name(store.name + ending) for ending in ("-wal", "-shm"))
    with running(tmp_path / "log", *options) as node:
        async with Client.joined(f"{node.url}/r?coterie=1", client_id=1) as ada:
            ada.type("acknowledged")
            await ada.until(lambda: ada.acknowledged == 1)
            # A group of its own, so that what is torn off is not what was acknowledged.
            ada.type(" and more")
            await ada.until(lambda: ada.acknowledged == 2)
            node.kill()
    assert callable(damage)
    damage(wal, shm)
    with running(tmp_path / "log", *options) as again:
        async with httpx.AsyncClient() as http:
            ready = await http.get(again.url.replace("ws://", "http://") + "/readyz")
        assert ready.status_code == 200
        async with Client.joined(f"{again.url}/r?coterie=1", client_id=2) as bob:
            lost = " and more" if damage is tear_off else ""
            assert str(bob.text) == "acknowledged and more".removesuffix(lost)
            bob.type("!")
            await bob.until(lambda: bob.acknowledged == 1)
        assert again.log == ""


def test_a_store_that_is_none_stops_the_start(tmp_path: Path, store: Path) -> None:
    store.write_text("these are no pages of a database, and nothing of it is touched" * 100)
    before = store.read_bytes()
    assert "database" in refused("--store", f"sqlite:///{store}")
    assert store.read_bytes() == before
