"""One contract for every store."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from coterie_realtime.errors import SettingsError, StoreError
from coterie_realtime.stores import store_open
from coterie_realtime.stores.base import Append, Store, Stored

Reopen = Callable[[], Store]


@pytest.fixture(params=["memory", "sqlite"])
def reopen(request: pytest.FixtureRequest, tmp_path: Path) -> Reopen:
    """Opens the store, each time as a process that starts again would."""
    if request.param == "memory":
        store = store_open("memory")
        return lambda: store
    return lambda: store_open(f"sqlite:///{tmp_path}/deep/er/documents.sqlite3")


def test_nothing_is_an_empty_document(reopen: Reopen) -> None:
    assert reopen().load("r", "1") == Stored(None, [], 0)


def test_updates_come_back_in_order_by_room_and_epoch(reopen: Reopen) -> None:
    """[DU1]"""
    first = reopen()
    first.append([Append("r", "1", b"a"), Append("s", "1", b"x"), Append("r", "1", b"b")])
    first.append([Append("r", "2", b"other life"), Append("r", "1", b"c")])
    first.close()
    again = reopen()
    assert again.load("r", "1").tail == [b"a", b"b", b"c"]
    assert again.load("r", "2").tail == [b"other life"]
    assert again.load("s", "1").tail == [b"x"]


def test_a_snapshot_replaces_the_tail_up_to_a_number(reopen: Reopen) -> None:
    store = reopen()
    store.append([Append("r", "1", b"a"), Append("r", "1", b"b")])
    through = store.load("r", "1").last
    store.append([Append("r", "1", b"c")])
    store.snapshot("r", "1", b"ab", through)
    kept = store.load("r", "1")
    assert (kept.snapshot, kept.tail) == (b"ab", [b"c"])
    store.snapshot("r", "1", b"abc", kept.last)
    assert store.load("r", "1")[:2] == (b"abc", [])


def test_deleting_takes_every_life_of_one_room(reopen: Reopen) -> None:
    store = reopen()
    store.append([Append("r", "1", b"a"), Append("r", "2", b"b"), Append("s", "1", b"c")])
    store.snapshot("r", "1", b"A", store.load("r", "1").last)
    store.delete("r")
    store.delete("never there")
    assert store.load("r", "1") == Stored(None, [], 0)
    assert store.load("r", "2") == Stored(None, [], 0)
    assert store.load("s", "1").tail == [b"c"]


def test_a_failed_transaction_keeps_nothing(tmp_path: Path) -> None:
    path = tmp_path / "documents.sqlite3"
    store = store_open(f"sqlite:///{path}")
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="locked"):
        store.append([Append("r", "1", b"a")])
    holder.execute("ROLLBACK")
    holder.close()
    store.append([Append("r", "1", b"b")])
    assert store.load("r", "1").tail == [b"b"]
    store.close()


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "documents.sqlite3"
    path.write_text("this is a letter, not a database; " * 40)
    with pytest.raises(StoreError):
        store_open(f"sqlite:///{path}")


@pytest.mark.parametrize("url", ["", "mysql://x", "sqlite://", "sqlite:///"])
def test_an_unknown_store_is_named(url: str) -> None:
    with pytest.raises(SettingsError, match="COTERIE_STORE"):
        store_open(url)
