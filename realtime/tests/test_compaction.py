"""Compaction [DU6] [DU7]: logs get short, nothing is lost, whatever happens to the child."""

import asyncio
import sqlite3
import uuid
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest
import pytest_asyncio
from client import Client
from conftest import EPOCH, serving
from files_client import PurgingDjango, children, link_to, poke, until
from hostile import nested
from httpx import ASGITransport, AsyncClient
from pycrdt import Doc, Text

from coterie_realtime.child import ChildFailed
from coterie_realtime.compaction import Compactor
from coterie_realtime.directory import ALONE_EPOCH
from coterie_realtime.errors import StoreError
from coterie_realtime.history import History, merge
from coterie_realtime.journal import Journal
from coterie_realtime.log_compaction import LogCompaction, MemoryDiffers
from coterie_realtime.stores.base import Append, Stored
from coterie_realtime.stores.memory import MemoryStore
from coterie_realtime.stores.sqlite import SqliteStore
from coterie_realtime.update import scan
from coterie_realtime.upkeep import Upkeep

KEY = ("r", "1")
ENDS_THE_CHILD = nested(2_000_000)
"""No parser lets it through; native code overflows its stack."""


def typed(count: int, client_id: int = 7) -> list[bytes]:
    """Updates of one who types word by word, and deletes most of it again."""
    doc: Doc[Text] = Doc(client_id=client_id)
    text = doc.get("file:main", type=Text)
    made: list[bytes] = []
    doc.observe(lambda event: made.append(event.update))
    for at in range(count):
        if at % 8 == 7:
            del text[3 : len(text) - 3]
        else:
            text += f"word {at} "
    return made


def shown(updates: list[bytes]) -> str:
    doc: Doc[Text] = Doc()
    doc.apply_update(merge(updates))
    return str(doc.get("file:main", type=Text))


def filled(updates: list[bytes]) -> History:
    history = History()
    add(history, updates)
    return history


def add(history: History, updates: list[bytes]) -> None:
    for update in updates:
        news = history.news(update, scan(update))
        assert news
        history.add(news)


def compactor() -> psutil.Process:
    (child,) = children("compaction")
    return child


class CountingStore(SqliteStore):
    """Counts how often a log was read."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.loads = 0

    def load(self, room: str, epoch: str) -> Stored:
        stored = super().load(room, epoch)
        self.loads += 1
        return stored


@dataclass
class Bench:
    """A log in a store, and what compacts it."""

    store: CountingStore
    path: Path
    journal: Journal
    logs: LogCompaction

    def append(self, updates: list[bytes]) -> None:
        self.store.append([Append(*KEY, update) for update in updates])

    async def warm(self) -> psutil.Process:
        """The child, which has nothing to do."""
        self.store.append([Append("warm", "1", update) for update in typed(2)])
        assert await self.logs.compact("warm", "1", None)
        return compactor()


@pytest_asyncio.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    path = tmp_path / "documents.sqlite3"
    store = CountingStore(path)
    journal = Journal(store, lambda failing: None)
    child = Compactor()
    with ThreadPoolExecutor(1) as thread:
        yield Bench(store, path, journal, LogCompaction(store, journal, child, thread))
        await child.close()
    await journal.close()
    store.close()


async def test_a_log_becomes_short_in_the_store_and_in_memory(bench: Bench) -> None:
    """[DU6]"""
    updates = typed(400)
    bench.append(updates)
    history = filled(updates)
    before = history.merged()
    assert await bench.logs.compact(*KEY, history)
    stored = bench.store.load(*KEY)
    assert stored.tail == []
    assert stored.updates == [history.merged()]
    assert len(history.merged()) < len(before) / 2
    assert history.holding() == filled(updates).holding()
    assert shown(stored.updates) == shown(updates)
    assert history.tail == (0, 0)


async def test_what_comes_meanwhile_stays(bench: Bench) -> None:
    """[DU6]: some of it is in the log that is read, some is not."""
    updates = typed(300)
    bench.append(updates[:200])
    history = filled(updates[:200])
    child = await bench.warm()
    child.suspend()
    loads = bench.store.loads
    compacting = asyncio.create_task(bench.logs.compact(*KEY, history))
    await asyncio.sleep(0)
    add(history, updates[200:220])
    bench.append(updates[200:220])
    await until(lambda: bench.store.loads > loads)
    add(history, updates[220:])
    bench.append(updates[220:])
    merged = history.merged()
    child.resume()
    assert await compacting
    stored = bench.store.load(*KEY)
    assert [kept.update for kept in stored.tail] == updates[220:]
    assert history.tail.updates == len(updates[220:])
    assert history.holding() == filled(updates).holding() == History(stored.updates).holding()
    assert shown(stored.updates) == shown([history.merged()]) == shown([merged])
    assert await bench.logs.compact(*KEY, history)
    assert bench.store.load(*KEY).updates == [history.merged()]


async def test_a_child_that_is_killed_is_replaced(bench: Bench) -> None:
    """[DU7]: a kill from outside is no reason to blame an update."""
    updates = typed(200)
    bench.append(updates)
    child = await bench.warm()
    child.suspend()
    loads = bench.store.loads
    compacting = asyncio.create_task(bench.logs.compact(*KEY, None))
    await until(lambda: bench.store.loads > loads)
    child.kill()
    assert await compacting
    assert shown(bench.store.load(*KEY).updates) == shown(updates)
    assert bench.logs.quarantined == 0
    assert compactor() != child


@pytest.mark.parametrize("at", [0, 13, 29])
async def test_the_update_that_ends_the_child_is_kept_apart(bench: Bench, at: int) -> None:
    """[DU7]"""
    updates = typed(20)
    bench.append([*updates[:at], ENDS_THE_CHILD, *updates[at:]])
    assert await bench.logs.compact(*KEY, None)
    stored = bench.store.load(*KEY)
    assert stored.quarantine == (ENDS_THE_CHILD,)
    assert stored.tail == []
    assert stored.snapshot
    assert shown([stored.snapshot]) == shown(updates)
    assert bench.logs.quarantined == 1
    # It is not given to a child again.
    child = compactor()
    bench.append(typed(20, client_id=8))
    assert await bench.logs.compact(*KEY, None)
    assert compactor() == child
    assert bench.store.load(*KEY).quarantine == (ENDS_THE_CHILD,)


async def test_a_snapshot_that_ends_the_child_is_kept_apart(bench: Bench) -> None:
    """[DU7]"""
    updates = typed(20)
    bench.append([ENDS_THE_CHILD])
    assert bench.store.replace(*KEY, bench.store.load(*KEY), ENDS_THE_CHILD)
    bench.append(updates)
    assert await bench.logs.compact(*KEY, None)
    stored = bench.store.load(*KEY)
    assert stored.quarantine == (ENDS_THE_CHILD,)
    assert shown(stored.compactable) == shown(updates)


async def test_a_log_of_which_nothing_can_be_compacted_stays(bench: Bench) -> None:
    """[DU7]"""
    bench.append([ENDS_THE_CHILD])
    with pytest.raises(ChildFailed):
        await bench.logs.compact(*KEY, None)
    assert bench.store.load(*KEY).updates == [ENDS_THE_CHILD]
    await bench.warm()


async def test_a_child_that_takes_too_long(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """[DU7]"""
    updates = typed(4)
    bench.append(updates)
    history = filled(updates)
    child = await bench.warm()
    monkeypatch.setattr("coterie_realtime.compaction.COMPACTION_SECONDS", 0.0)
    with pytest.raises(ChildFailed):
        await bench.logs.compact(*KEY, history)
    assert not child.is_running()
    assert len(bench.store.load(*KEY).tail) == history.tail.updates == len(updates)
    monkeypatch.undo()
    assert await bench.logs.compact(*KEY, history)


async def test_a_search_for_the_culprit_that_takes_too_long(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """[DU7]"""
    bench.append([*typed(20), ENDS_THE_CHILD])
    monkeypatch.setattr("coterie_realtime.compaction.ISOLATION_SECONDS", 0.0)
    with pytest.raises(ChildFailed, match="too long to find"):
        await bench.logs.compact(*KEY, None)
    assert len(bench.store.load(*KEY).tail) == len(typed(20)) + 1


async def test_a_store_that_fails(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """[DU6] [DU4]"""
    monkeypatch.setattr("coterie_realtime.stores.sqlite.BUSY_MILLISECONDS", 10)
    updates = typed(20)
    store = SqliteStore(bench.path)
    bench.append(updates)
    history = filled(updates)
    with ThreadPoolExecutor(1) as thread:
        compactor = Compactor()
        logs = LogCompaction(store, bench.journal, compactor, thread)
        thief = sqlite3.connect(bench.path, isolation_level=None)
        thief.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="locked"):
            await logs.compact(*KEY, history)
        thief.execute("ROLLBACK")
        thief.close()
        assert store.load(*KEY).updates == updates
        assert history.tail.updates == len(updates)
        assert await logs.compact(*KEY, history)
        await compactor.close()
    store.close()


@pytest.mark.parametrize("stored", [19, 21])
async def test_a_store_that_holds_something_else_than_the_room(bench: Bench, stored: int) -> None:
    """[DU6]: neither is replaced by what the other does not hold."""
    updates = typed(40)
    bench.append(updates[:stored])
    history = filled(updates[:20])
    with pytest.raises(MemoryDiffers):
        await bench.logs.compact(*KEY, history)
    assert bench.store.load(*KEY).updates == updates[:stored]
    assert history.holding() == filled(updates[:20]).holding()


async def test_what_fails_is_tried_again_when_the_log_is_twice_as_long(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """[DU7]"""
    monkeypatch.setattr("coterie_realtime.upkeep.COMPACT_AFTER_UPDATES", 10)
    updates = typed(60)
    bench.append(updates[:20])
    history = filled(updates[:19])  # which makes it fail
    upkeep = Upkeep(bench.store, bench.journal)
    upkeep.consider(KEY, history)
    await until(lambda: upkeep.failed_compactions == 1)
    add(history, updates[19:37])
    bench.append(updates[20:37])
    upkeep.consider(KEY, history)
    await asyncio.sleep(0)
    assert upkeep.waiting == 0
    add(history, updates[37:38])
    bench.append(updates[37:38])
    upkeep.consider(KEY, history)
    await until(lambda: upkeep.compactions == 1)
    assert upkeep.failed_compactions == 1
    await upkeep.close()


async def test_a_child_that_has_nothing_to_do_ends(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("coterie_realtime.upkeep.COMPACTION_IDLE_SECONDS", 0.05)
    monkeypatch.setattr("coterie_realtime.upkeep.COMPACT_AFTER_UPDATES", 10)
    upkeep = Upkeep(bench.store, bench.journal)
    for client_id in (7, 8):
        updates = typed(20, client_id)
        history = filled(updates)
        bench.store.append([Append(f"r{client_id}", "1", update) for update in updates])
        upkeep.consider((f"r{client_id}", "1"), history)
        await until(lambda c=client_id: upkeep.compactions == c - 6)  # type: ignore[misc]
        await until(lambda: not children("compaction"))
    await upkeep.close()


# -- through the front door


@pytest.fixture
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """Open rooms are compacted soon."""
    monkeypatch.setattr("coterie_realtime.node.KEEPALIVE_TICK_SECONDS", 0.02)
    monkeypatch.setattr("coterie_realtime.upkeep.COMPACT_AFTER_UPDATES", 50)


def rows(path: Path) -> tuple[int, int]:
    """How many updates the log has, and how long its snapshots are."""
    db = sqlite3.connect(path)
    found = db.execute(
        "SELECT (SELECT count(*) FROM updates), (SELECT total(length(snapshot)) FROM documents)"
    ).fetchone()
    db.close()
    return found[0], int(found[1])


@pytest.mark.usefixtures("eager")
async def test_an_open_room_is_compacted_while_people_type(tmp_path: Path) -> None:
    """[DU6]"""
    path = tmp_path / "documents.sqlite3"
    async with (
        serving(SqliteStore(path)) as url,
        Client.joined(f"{url}/r?coterie=1", client_id=1) as ada,
        Client.joined(f"{url}/r", client_id=2) as bob,
    ):
        for _ in range(10):
            for _ in range(20):
                ada.type("letters")
            ada.edit(lambda text: text.__delitem__(slice(0, 120)))
            await ada.until(lambda: ada.acknowledged % 21 == 0)
        await until(lambda: rows(path)[1] > 0)
        await until(lambda: rows(path)[0] < 50)
        bob.type("end")
        await ada.until(lambda: str(ada.text).endswith("end"))
        received = 0
        async with Client.connect(f"{url}/r", client_id=3) as late:
            await late.sync()
            received = len(late.step2)
            assert str(late.text) == str(ada.text) == str(bob.text)
        # Memory has the short form too: each letter deleted on its own would take more.
        assert received < 1_500
        expected = str(ada.text)
    async with serving(SqliteStore(path)) as url, Client.joined(f"{url}/r", client_id=4) as again:
        assert str(again.text) == expected


async def test_a_long_log_is_compacted_when_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """[DU1] [DU6]"""
    monkeypatch.setattr("coterie_realtime.upkeep.COMPACT_AT_REST_UPDATES", 30)
    path = tmp_path / "documents.sqlite3"
    store = SqliteStore(path)
    store.append([Append("r", ALONE_EPOCH, update) for update in typed(40)])
    for _ in range(2):
        async with serving(store) as url, Client.joined(f"{url}/r", client_id=2) as bob:
            assert str(bob.text) == shown(typed(40))
            await until(lambda: rows(path)[0] == 0)
        store = SqliteStore(path)
    store.close()


async def test_a_room_is_compacted_when_everybody_has_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """[DU6]"""
    monkeypatch.setattr("coterie_realtime.node.KEEPALIVE_TICK_SECONDS", 0.02)
    monkeypatch.setattr("coterie_realtime.registry.ROOM_LINGER_SECONDS", 0.05)
    monkeypatch.setattr("coterie_realtime.upkeep.COMPACT_AT_REST_UPDATES", 30)
    path = tmp_path / "documents.sqlite3"
    async with serving(SqliteStore(path)) as url:
        async with Client.joined(f"{url}/r?coterie=1", client_id=1) as ada:
            for _ in range(40):
                ada.type("x")
            await ada.until(lambda: ada.acknowledged == 40)
        await until(lambda: rows(path)[0] == 0)
        async with Client.joined(f"{url}/r", client_id=2) as bob:
            assert str(bob.text) == "x" * 40


@pytest.mark.usefixtures("eager")
async def test_a_room_that_is_deleted_meanwhile_stays_deleted(tmp_path: Path) -> None:
    """[DU6] [HB7]"""
    django = PurgingDjango()
    http = AsyncClient(transport=ASGITransport(django), base_url="http://127.0.0.1")
    room = str(uuid.uuid4())
    path = tmp_path / "documents.sqlite3"
    store = SqliteStore(path)
    async with serving(store, link_to(http)) as url:
        journal = Journal(store, lambda failing: None)
        upkeep = Upkeep(store, journal)
        store.append([Append(room, EPOCH, update) for update in typed(60)])
        store.append([Append("warm", EPOCH, update) for update in typed(60, client_id=8)])
        upkeep.consider(("warm", EPOCH), filled(typed(60, client_id=8)))
        await until(lambda: upkeep.compactions == 1)
        child = compactor()
        child.suspend()
        upkeep.consider((room, EPOCH), filled(typed(60)), is_open=False)
        await until(lambda: upkeep.waiting > 0)
        django.purge = [room]
        await poke(url)
        await until(lambda: room in django.purged)
        child.resume()
        await until(lambda: upkeep.waiting == 0)
        assert store.load(room, EPOCH).updates == []
        await upkeep.close()
        await journal.close()


@pytest.mark.usefixtures("eager")
async def test_a_node_stops_while_it_compacts(tmp_path: Path) -> None:
    path = tmp_path / "documents.sqlite3"
    async with (
        serving(SqliteStore(path)) as url,
        Client.joined(f"{url}/r?coterie=1", client_id=1) as ada,
    ):
        for _ in range(60):
            ada.type("x")
        await until(lambda: bool(children("compaction")))
        compactor().suspend()
        for _ in range(60):
            ada.type("y")
        await ada.until(lambda: ada.acknowledged == 120)
    assert children("compaction") == []
    store = SqliteStore(path)
    assert shown(store.load("r", ALONE_EPOCH).updates) == "x" * 60 + "y" * 60
    store.close()


async def test_a_store_in_memory_is_compacted_too() -> None:
    """[DU6]"""
    store = MemoryStore()
    store.append([Append(*KEY, update) for update in typed(40)])
    journal, child = Journal(store, lambda failing: None), Compactor()
    with ThreadPoolExecutor(1) as thread:
        assert await LogCompaction(store, journal, child, thread).compact(*KEY, None)
        await child.close()
    await journal.close()
    assert store.load(*KEY).tail == []
    assert shown(store.load(*KEY).updates) == shown(typed(40))
