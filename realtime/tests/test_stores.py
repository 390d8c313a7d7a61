"""One contract for every store."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from coterie_realtime.errors import SettingsError, StoreError
from coterie_realtime.stores import Durability, store_open
from coterie_realtime.stores.base import SNAPSHOT, Append, ChatLine, Store, Stored
from coterie_realtime.stores.sqlite import SqliteStore

Reopen = Callable[[], Store]


@pytest.fixture(params=["memory", *Durability])
def reopen(request: pytest.FixtureRequest, tmp_path: Path) -> Reopen:
    """Opens the store, each time as a process that starts again would."""
    if request.param == "memory":
        store = store_open("memory")
        return lambda: store
    return lambda: store_open(f"sqlite:///{tmp_path}/deep/er/documents.sqlite3", request.param)


def tail(store: Store, room: str, epoch: str) -> list[bytes]:
    return [kept.update for kept in store.load(room, epoch).tail]


def test_nothing_is_an_empty_document(reopen: Reopen) -> None:
    assert reopen().load("r", "1") == Stored(None, [])


def test_updates_come_back_in_order_by_room_and_epoch(reopen: Reopen) -> None:
    """[DU1]"""
    first = reopen()
    first.append([Append("r", "1", b"a"), Append("s", "1", b"x"), Append("r", "1", b"b")])
    first.append([Append("r", "2", b"other life"), Append("r", "1", b"c")])
    first.close()
    again = reopen()
    assert tail(again, "r", "1") == [b"a", b"b", b"c"]
    assert tail(again, "r", "2") == [b"other life"]
    assert tail(again, "s", "1") == [b"x"]


def test_a_snapshot_replaces_what_was_read(reopen: Reopen) -> None:
    """[DU1]"""
    store = reopen()
    store.append([Append("r", "1", b"a"), Append("s", "1", b"x"), Append("r", "1", b"b")])
    read = store.load("r", "1")
    store.append([Append("r", "1", b"c")])
    assert store.replace("r", "1", read, b"ab")
    store.close()
    store = reopen()
    now = store.load("r", "1")
    assert (now.snapshot, now.updates, now.through) == (b"ab", [b"ab", b"c"], read.last)
    assert store.replace("r", "1", now, b"abc")
    assert store.load("r", "1").updates == [b"abc"]
    assert store.load("r", "1").last == now.last
    assert store.load("s", "1").updates == [b"x"]


def test_a_snapshot_of_what_was_replaced_meanwhile_is_refused(reopen: Reopen) -> None:
    """[DU6]"""
    store = reopen()
    store.append([Append("r", "1", b"a")])
    early = store.load("r", "1")
    store.append([Append("r", "1", b"b")])
    assert store.replace("r", "1", store.load("r", "1"), b"ab")
    assert not store.replace("r", "1", early, b"a")
    assert store.load("r", "1").updates == [b"ab"]


def test_a_snapshot_brings_no_deleted_document_back(reopen: Reopen) -> None:
    """[DU6]"""
    store = reopen()
    store.append([Append("r", "1", b"a")])
    read = store.load("r", "1")
    store.delete("r")
    assert not store.replace("r", "1", read, b"A")
    assert store.load("r", "1") == Stored(None, [])
    store.append([Append("r", "2", b"next life")])
    assert not store.replace("r", "1", read, b"A")
    assert store.load("r", "2").updates == [b"next life"]


def test_quarantined_updates_are_kept_as_they_came(reopen: Reopen) -> None:
    """[DU7]"""
    store = reopen()
    store.append([Append("r", "1", data) for data in (b"a", b"bad", b"c")])
    read = store.load("r", "1")
    store.append([Append("r", "1", b"d")])
    assert store.replace("r", "1", read, b"ac", [read.tail[1].number])
    store.close()
    store = reopen()
    now = store.load("r", "1")
    assert (now.snapshot, list(now.quarantine), tail(store, "r", "1")) == (b"ac", [b"bad"], [b"d"])
    assert now.compactable == [b"ac", b"d"]
    assert sorted(now.updates) == [b"ac", b"bad", b"d"]
    # The snapshot itself may be what cannot be compacted.
    assert store.replace("r", "1", now, b"d", [SNAPSHOT])
    last = store.load("r", "1")
    assert (last.snapshot, sorted(last.quarantine), last.tail) == (b"d", [b"ac", b"bad"], [])
    store.append([Append("r", "1", b"e")])
    assert store.replace("r", "1", store.load("r", "1"), b"de")
    assert sorted(store.load("r", "1").updates) == [b"ac", b"bad", b"de"]


def test_versions_come_back_by_document_oldest_first(reopen: Reopen) -> None:
    """[VE1]"""
    store = reopen()
    store.append([Append("r", "1", b"a"), Append("r", "2", b"b"), Append("s", "1", b"c")])
    assert store.version_add("r", "1", 20.5, b"two", [])
    assert store.version_add("r", "1", 10.0, b"one!", [])
    assert store.version_add("r", "2", 15.0, b"other life", [])
    store.close()
    store = reopen()
    one, two = store.version_list("r", "1")
    assert (one.at, one.bytes, two.at, two.bytes) == (10.0, 4, 20.5, 3)
    assert store.version_read("r", "1", one.id) == b"one!"
    assert store.version_read("r", "2", one.id) is None
    assert store.version_read("s", "1", one.id) is None
    assert store.version_list("s", "1") == store.version_list("nowhere", "1") == []


def test_versions_make_room_for_each_other(reopen: Reopen) -> None:
    """[VE2]"""
    store = reopen()
    store.append([Append("r", "1", b"a")])
    for at in range(3):
        assert store.version_add("r", "1", float(at), b"x", [])
    first, second, third = store.version_list("r", "1")
    assert store.version_add("r", "1", 9.0, b"y", [first.id, third.id])
    assert [version.at for version in store.version_list("r", "1")] == [second.at, 9.0]
    assert store.version_read("r", "1", first.id) is None


def test_versions_go_with_their_room_and_do_not_bring_it_back(reopen: Reopen) -> None:
    """[VE3]"""
    store = reopen()
    store.append([Append("r", "1", b"a"), Append("s", "1", b"a")])
    assert store.version_add("r", "1", 1.0, b"x", [])
    assert store.version_add("s", "1", 1.0, b"x", [])
    (version,) = store.version_list("r", "1")
    store.delete("r")
    assert store.version_list("r", "1") == []
    assert store.version_read("r", "1", version.id) is None
    assert not store.version_add("r", "1", 2.0, b"y", [])
    assert store.version_list("r", "1") == []
    assert len(store.version_list("s", "1")) == 1


def test_deleting_takes_every_life_of_one_room(reopen: Reopen) -> None:
    store = reopen()
    store.append([Append("r", "1", b"a"), Append("r", "2", b"b"), Append("s", "1", b"c")])
    assert store.replace("r", "1", store.load("r", "1"), b"A")
    store.delete("r")
    store.delete("never there")
    assert store.load("r", "1") == Stored(None, [])
    assert store.load("r", "2") == Stored(None, [])
    assert tail(store, "s", "1") == [b"c"]


def test_chat_lines_come_back_in_order_by_room_and_epoch(reopen: Reopen) -> None:
    """[CH2]"""
    store = reopen()
    store.append([ChatLine("r", "1", 1, b"one", 1), Append("r", "1", b"a")])
    store.append([ChatLine("s", "1", 1, b"other", 1), ChatLine("r", "1", 2, b"two", 1)])
    store.append([ChatLine("r", "2", 1, b"other life", 1)])
    store.close()
    again = reopen()
    assert again.chat("r", "1") == [(1, b"one"), (2, b"two")]
    assert again.chat("s", "1") == [(1, b"other")]
    assert again.chat("r", "2") == [(1, b"other life")]
    assert again.chat("r", "3") == again.chat("nowhere", "1") == []
    assert again.load("r", "1").updates == [b"a"]


def test_chat_lines_that_nobody_wants_any_more_go(reopen: Reopen) -> None:
    """[CH2]"""
    store = reopen()
    store.append([ChatLine("r", "1", number, b"x", 1) for number in (1, 2, 3)])
    store.append([ChatLine("s", "1", 1, b"y", 1), ChatLine("r", "1", 4, b"x", 3)])
    assert store.chat("r", "1") == [(3, b"x"), (4, b"x")]
    assert store.chat("s", "1") == [(1, b"y")]


def test_a_snapshot_leaves_the_chat_and_deleting_takes_it(reopen: Reopen) -> None:
    store = reopen()
    store.append([ChatLine("r", "1", 1, b"x", 1), ChatLine("r", "2", 1, b"x", 1)])
    store.append([Append("r", "1", b"a"), ChatLine("s", "1", 1, b"y", 1)])
    assert store.replace("r", "1", store.load("r", "1"), b"A")
    assert store.chat("r", "1") == [(1, b"x")]
    store.delete("r")
    assert store.chat("r", "1") == store.chat("r", "2") == []
    assert store.chat("s", "1") == [(1, b"y")]


def test_a_failed_transaction_keeps_nothing(tmp_path: Path) -> None:
    path = tmp_path / "documents.sqlite3"
    store = store_open(f"sqlite:///{path}")
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="locked"):
        store.append([Append("r", "1", b"a"), ChatLine("r", "1", 1, b"x", 1)])
    holder.execute("ROLLBACK")
    holder.close()
    store.append([Append("r", "1", b"b")])
    assert tail(store, "r", "1") == [b"b"]
    assert store.chat("r", "1") == []
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


def test_a_group_is_one_transaction_and_is_synced_where_power_counts(tmp_path: Path) -> None:
    """[DU1] [DU8]"""
    levels = {}
    for durability in Durability:
        store = SqliteStore(tmp_path / f"{durability}.sqlite3", durability)
        statements: list[str] = []
        store._write.set_trace_callback(statements.append)
        store.append(
            [Append(room, "1", b"x") for room in "abcabc"] + [ChatLine("a", "1", 1, b"y", 1)]
        )
        assert [one for one in statements if one in ("BEGIN IMMEDIATE", "COMMIT")] == [
            "BEGIN IMMEDIATE",
            "COMMIT",
        ]
        levels[durability] = store._write.execute("PRAGMA synchronous").fetchone()[0]
        store.close()
    # SQLite's NORMAL and FULL: only the second syncs its log at each commit.
    assert levels == {Durability.PROCESS: 1, Durability.POWER: 2}


FIRST_RELEASE = """
CREATE TABLE documents (id INTEGER PRIMARY KEY, room TEXT NOT NULL, epoch TEXT NOT NULL,
    snapshot BLOB, UNIQUE (room, epoch)) STRICT;
CREATE TABLE updates (number INTEGER PRIMARY KEY AUTOINCREMENT, document INTEGER NOT NULL
    REFERENCES documents (id) ON DELETE CASCADE, data BLOB NOT NULL) STRICT;
CREATE INDEX updates_by_document ON updates (document, number);
INSERT INTO documents VALUES (1, 'r', '1', x'6162');
INSERT INTO updates VALUES (7, 1, x'63');
"""


def test_a_file_of_the_first_release_is_taken_over(tmp_path: Path) -> None:
    path = tmp_path / "documents.sqlite3"
    old = sqlite3.connect(path)
    old.executescript(FIRST_RELEASE)
    old.close()
    for _ in range(2):
        store = store_open(f"sqlite:///{path}")
        assert store.load("r", "1").updates == [b"ab", b"c"]
        store.close()
    store = store_open(f"sqlite:///{path}")
    assert store.replace("r", "1", store.load("r", "1"), b"abc")
    assert store.version_add("r", "1", 1.0, b"x", [])
    assert store.load("r", "1").updates == [b"abc"]
    store.close()
