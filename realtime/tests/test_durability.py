"""Kills, restarts and stores that fail: what was acknowledged is there."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
from client import Client
from conftest import Process, serving

from coterie_realtime.protocol import SyncType, sync_message
from coterie_realtime.stores.sqlite import SqliteStore


async def test_acknowledged_text_survives_a_kill(process: Process) -> None:
    """[DU3]"""
    url = process.start()
    expected = ""
    for client_id in range(1, 6):
        async with Client.joined(f"{url}/r?coterie=1", client_id=client_id) as ada:
            assert str(ada.text) == expected
            for _ in range(20):
                ada.type("abc")
            await ada.until(lambda ada=ada: ada.acknowledged == 20)  # type: ignore[misc]
            process.kill()
            expected += "abc" * 20
        assert process.start() == url


async def test_a_kill_in_the_middle_of_typing_loses_nothing_acknowledged(process: Process) -> None:
    """[DU3]: each letter is acknowledged or not; those that are must be there."""
    url = process.start()
    async with Client.joined(f"{url}/r?coterie=1", client_id=1) as ada:
        sent = 0
        while ada.acknowledged <= 100:
            ada.type("x")
            sent += 1
            await asyncio.sleep(0)
        process.kill()
        await ada.until(lambda: ada.disconnected)
        acknowledged = ada.acknowledged
    process.start()
    async with Client.joined(f"{url}/r?coterie=1", client_id=2) as bob:
        assert acknowledged <= len(bob.text) <= sent


async def test_a_returning_client_brings_what_the_server_lacks(process: Process) -> None:
    """[SY1]: the server that lost something asks for it with its own step 1."""
    url = process.start()
    async with Client.joined(f"{url}/r", client_id=1) as ada:
        process.kill()
        await ada.until(lambda: ada.disconnected)
        ada.text.insert(0, "typed while the server was away")
    process.start()
    async with Client.connect(f"{url}/r", client_id=1) as back:
        back.doc.apply_update(ada.doc.get_update())
        await back.until(lambda: bool(back.step1s))
        back.send(sync_message(SyncType.STEP2, back.doc.get_update(back.step1s[0])))
        await back.settle()
    async with Client.joined(f"{url}/r", client_id=2) as bob:
        assert str(bob.text) == "typed while the server was away"


async def test_sigterm_saves_closes_and_ends_well(process: Process) -> None:
    """Design §2: flush, 4503, exit 0."""
    url = process.start()
    async with Client.joined(f"{url}/r", client_id=1) as ada:
        ada.type("last words")
        await ada.settle()
        assert await asyncio.to_thread(process.terminate) == 0
        await ada.expect_close(4503)
    process.start()
    async with Client.joined(f"{url}/r", client_id=2) as bob:
        assert str(bob.text) == "last words"
    assert await asyncio.to_thread(process.terminate) == 0


async def test_a_locked_store_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """[DU4] [RE1]"""
    monkeypatch.setattr("coterie_realtime.stores.sqlite.BUSY_MILLISECONDS", 10)
    path = tmp_path / "documents.sqlite3"
    async with (
        serving(SqliteStore(path)) as url,
        Client.joined(f"{url}/r?coterie=1", client_id=1) as ada,
        Client.joined(f"{url}/r", client_id=2) as bob,
    ):
        thief = sqlite3.connect(path, isolation_level=None)
        thief.execute("BEGIN IMMEDIATE")
        ada.type("edits go on")
        await bob.until(lambda: str(bob.text) == "edits go on")
        await ada.until(lambda: ada.events == [{"event": "store", "failing": True}])
        async with Client.joined(f"{url}/r?coterie=1", client_id=3) as late:
            await late.until(lambda: late.events == [{"event": "store", "failing": True}])
        assert ada.acknowledged == 0
        thief.execute("ROLLBACK")
        thief.close()
        await ada.until(lambda: ada.acknowledged == 1)
        assert ada.events[-1] == {"event": "store", "failing": False}
        assert bob.events == []


async def test_a_store_that_is_too_far_behind_refuses_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """[DU4]"""
    monkeypatch.setattr("coterie_realtime.stores.sqlite.BUSY_MILLISECONDS", 10)
    monkeypatch.setattr("coterie_realtime.journal.MAX_UNCOMMITTED_BYTES", 2_000)
    path = tmp_path / "documents.sqlite3"
    async with (
        serving(SqliteStore(path)) as url,
        Client.joined(f"{url}/r?coterie=1", client_id=1) as ada,
    ):
        thief = sqlite3.connect(path, isolation_level=None)
        thief.execute("BEGIN IMMEDIATE")
        ada.type("x" * 600)
        ada.type("y" * 600)
        await ada.expect_close(4503)
        thief.execute("ROLLBACK")
        thief.close()
    async with (
        serving(SqliteStore(path)) as url,
        Client.joined(f"{url}/r", client_id=2) as bob,
    ):
        assert str(bob.text) == "x" * 600


async def test_a_full_disk_is_waited_for(tmp_path: Path) -> None:
    """[DU4]: SQLite says so as of a disk without space; what was acknowledged stays."""
    path = tmp_path / "documents.sqlite3"
    store = SqliteStore(path)
    async with serving(store) as url, Client.joined(f"{url}/r?coterie=1", client_id=1) as ada:
        ada.type("kept")
        await ada.until(lambda: ada.acknowledged == 1)
        pages = store._write.execute("PRAGMA page_count").fetchone()[0]
        store._write.execute(f"PRAGMA max_page_count = {pages}")
        ada.type("x" * 100_000)
        await ada.until(lambda: ada.events == [{"event": "store", "failing": True}])
        ada.type("y")
        await ada.settle()
        assert ada.acknowledged == 1
        store._write.execute(f"PRAGMA max_page_count = {pages + 1_000}")
        await ada.until(lambda: ada.acknowledged == 3)
        assert ada.events[-1] == {"event": "store", "failing": False}
    async with serving(SqliteStore(path)) as url, Client.joined(f"{url}/r", client_id=2) as bob:
        assert str(bob.text) == "kept" + "x" * 100_000 + "y"
