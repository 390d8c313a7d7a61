"""The child that reads documents: what ends it, delays it or is asked of it at once [FI4] [FI5]."""

import asyncio
import resource
import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import psutil  # type: ignore[import-untyped]
import pytest
import pytest_asyncio
from client import Client
from conftest import EPOCH, SERVICE_KEY, Managed, Process, serving
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from files_client import ask_files, busy, children, link_to, only_child, slow_update, until
from hostile import HOSTILE, SEGFAULT_FIRST, SEGFAULT_SECOND, UNREADABLE, nested
from test_registry import CountingStore

from coterie_realtime.extraction import Extractor
from coterie_realtime.limits import (
    CHILD_RETIRE_BYTES,
    EXTRACTION_MEMORY_BYTES,
    EXTRACTION_ORPHAN_SECONDS,
)
from coterie_realtime.protocol import SyncType, sync_message
from coterie_realtime.stores.base import Append
from coterie_realtime.stores.memory import MemoryStore
from coterie_realtime.stores.sqlite import SqliteStore

SLOW = slow_update(3_000)
"""Half a second or more."""
VERY_SLOW = slow_update(20_000)
"""Much more than the limit."""
BEYOND = 1 << 31
"""A Yjs client that wrote none of these."""


class Rooms:
    """A node of a Django that does not answer, and rooms that are not open."""

    def __init__(self, store: CountingStore) -> None:
        self.store = store
        self.url: str

    def add(self, *updates: bytes) -> str:
        room = str(uuid.uuid4())
        self.store.append([Append(room, EPOCH, update) for update in updates])
        return room

    async def status(self, room: str) -> int:
        return (await ask_files(self.url, room)).status


@pytest_asyncio.fixture
async def rooms() -> AsyncIterator[Rooms]:
    rooms = Rooms(CountingStore())
    link = link_to(httpx.AsyncClient(base_url="http://127.0.0.1:9"))
    async with serving(rooms.store, link) as rooms.url:
        yield rooms


def written(text: str) -> bytes:
    client = Client(1)
    client.text.insert(0, text)
    return client.doc.get_update()


async def warm(rooms: Rooms) -> psutil.Process:
    """The child, which has nothing to do."""
    assert await rooms.status(rooms.add(written("warm"))) == 200
    return only_child()


@pytest.mark.parametrize(
    ("update", "told"),
    [
        (nested(2_000_000), "the child died: IncompleteReadError"),
        (HOSTILE["cut short"], "ValueError"),
    ],
    ids=["2,000,000 deep", "cut short"],
)
async def test_a_document_that_ends_its_reader_costs_one_answer(
    rooms: Rooms, update: bytes, told: str
) -> None:
    """[FI4]: the parser keeps such bytes from the store; the child bears them all the same."""
    child = await warm(rooms)
    answer = await ask_files(rooms.url, rooms.add(update))
    assert (answer.status, answer.body["detail"]) == (503, told)
    assert answer.headers["retry-after"] == "5"
    answer = await ask_files(rooms.url, rooms.add(written("as if nothing had happened")))
    assert answer.texts == {"main": "as if nothing had happened"}
    assert child not in children()


@pytest.mark.parametrize("name", [*HOSTILE, *UNREADABLE, "segfault in two"])
async def test_a_hostile_document_in_the_store(rooms: Rooms, name: str) -> None:
    """[FI4]: read or not, it touches no other."""
    both = [SEGFAULT_FIRST, SEGFAULT_SECOND]
    updates = both if name == "segfault in two" else [{**HOSTILE, **UNREADABLE}[name]]
    assert await rooms.status(rooms.add(*updates)) in (200, 503)
    answer = await ask_files(rooms.url, rooms.add(written("untouched")))
    assert answer.texts == {"main": "untouched"}


async def test_whatever_the_parser_lets_through_can_be_read(managed: Managed) -> None:
    """[FI4] [WS8]"""
    taken = 0
    updates = [*HOSTILE.values(), *UNREADABLE.values(), SEGFAULT_FIRST, nested(60), nested(60, 118)]
    for number, update in enumerate(updates):
        async with Client.connect(managed.link(sub=f"mallory {number}")) as mallory:
            mallory.send(sync_message(SyncType.UPDATE, update))
            await mallory.until(lambda m=mallory: m.disconnected or m.acknowledged == 1)  # type: ignore[misc]
            taken += mallory.acknowledged
    assert taken >= 3
    async with Client.connect(managed.link(), client_id=BEYOND) as ada:
        ada.type("still here")
        await ada.until(lambda: ada.acknowledged == 1)
        assert (await ask_files(managed.url, managed.room)).texts == {"main": "still here"}


async def test_a_child_that_is_killed_while_it_reads(rooms: Rooms) -> None:
    """[FI4]"""
    child = await warm(rooms)
    slow = rooms.add(SLOW)
    async with busy(child):
        asking = asyncio.create_task(ask_files(rooms.url, slow))
    child.kill()
    assert (await asking).status == 503
    assert len((await ask_files(rooms.url, slow)).texts["main"]) == 6_000
    assert only_child() != child


async def test_a_document_that_takes_too_long(
    rooms: Rooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    """[FI4]: others get their turn, and it is not tried again at once."""
    monkeypatch.setattr("coterie_realtime.extraction.EXTRACTION_SECONDS", 0.3)
    child = await warm(rooms)
    slow = rooms.add(VERY_SLOW)
    answer = await ask_files(rooms.url, slow)
    assert (answer.status, answer.body["detail"]) == (503, "the document takes too long to read")
    assert not child.is_running()
    loads = rooms.store.loads
    answer = await ask_files(rooms.url, slow)
    assert answer.body["detail"] == "the document took too long to read a moment ago"
    assert rooms.store.loads == loads
    monkeypatch.undo()
    await warm(rooms)


async def test_a_reader_has_little_of_the_machine(rooms: Rooms) -> None:
    """[FI4]: bounded memory, no files, none of the secrets; and typing goes first."""
    child = await warm(rooms)
    memory = (EXTRACTION_MEMORY_BYTES, EXTRACTION_MEMORY_BYTES)
    assert child.rlimit(resource.RLIMIT_AS) == memory
    assert child.rlimit(resource.RLIMIT_CORE) == child.rlimit(resource.RLIMIT_FSIZE) == (0, 0)
    assert set(child.environ()) <= {"PYTHONPATH", "LD_LIBRARY_PATH", "LC_CTYPE"}
    assert child.nice() > psutil.Process().nice()


async def test_a_large_document_gets_its_reader_replaced(rooms: Rooms) -> None:
    """[FI4]: what it took in memory is given back."""
    child = await warm(rooms)
    large = "line\n" * (CHILD_RETIRE_BYTES // 5 + 1)
    assert (await ask_files(rooms.url, rooms.add(written(large)))).texts == {"main": large}
    assert not child.is_running()
    await warm(rooms)


async def test_an_unchanged_document_is_not_read_again(managed: Managed) -> None:
    """[FI5]: the answer comes though nobody could read the document just now."""
    async with Client.joined(managed.link()) as ada:
        ada.type("once")
        await ada.settle()
        assert (await ask_files(managed.url, managed.room)).texts == {"main": "once"}
        child = only_child()
        child.suspend()
        assert (await ask_files(managed.url, managed.room)).texts == {"main": "once"}
        ada.type(" more")
        await ada.settle()
        asking = asyncio.create_task(ask_files(managed.url, managed.room))
        assert not (await asyncio.wait({asking}, timeout=0.1))[0]
        child.resume()
        assert (await asking).texts == {"main": "once more"}


async def test_those_who_ask_at_once_share_one_reading(rooms: Rooms) -> None:
    """[FI5]"""
    child = await warm(rooms)
    room = rooms.add(written("shared"))
    loads = rooms.store.loads
    child.suspend()
    asking = [asyncio.create_task(ask_files(rooms.url, room)) for _ in range(20)]
    await until(lambda: rooms.store.loads > loads)
    child.resume()
    assert [answer.texts for answer in await asyncio.gather(*asking)] == [{"main": "shared"}] * 20
    assert rooms.store.loads - loads == 1


async def test_one_who_asks_after_a_change_gets_it(managed: Managed) -> None:
    """[FI5]: though the document is being read as it was before."""
    assert (await ask_files(managed.url, managed.room)).status == 200
    async with Client.connect(managed.link(), client_id=BEYOND) as ada:
        ada.send(sync_message(SyncType.UPDATE, SLOW))
        await ada.until(lambda: ada.acknowledged == 1)
        async with busy(only_child()):
            before = asyncio.create_task(ask_files(managed.url, managed.room))
        ada.type("NEWS")
        await ada.until(lambda: ada.acknowledged == 2)
        assert "NEWS" in (await ask_files(managed.url, managed.room)).texts["main"]
        assert "NEWS" not in (await before).texts["main"]


async def test_more_wait_than_a_node_reads(rooms: Rooms, monkeypatch: pytest.MonkeyPatch) -> None:
    """[FI6]"""
    monkeypatch.setattr("coterie_realtime.room_files.MAX_EXTRACTIONS", 2)
    child = await warm(rooms)
    child.suspend()
    asking = [asyncio.create_task(rooms.status(rooms.add(written("x")))) for _ in range(3)]
    done, waiting = await asyncio.wait(asking, return_when=asyncio.FIRST_COMPLETED)
    assert [task.result() for task in done] == [503]
    child.resume()
    assert await asyncio.gather(*waiting) == [200, 200]


async def test_one_who_waits_too_long_is_told(
    rooms: Rooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    """[FI6]"""
    child = await warm(rooms)
    monkeypatch.setattr("coterie_realtime.room_files.FILES_SECONDS", 0.05)
    child.suspend()
    assert await rooms.status(rooms.add(written("x"))) == 503
    child.resume()


async def test_a_store_that_fails_is_told(rooms: Rooms) -> None:
    """[FI6]"""
    rooms.store.fails = True
    assert await rooms.status(rooms.add()) == 503
    rooms.store.fails = False
    assert await rooms.status(rooms.add()) == 200


async def test_a_node_stops_while_a_document_is_read() -> None:
    store, room = MemoryStore(), str(uuid.uuid4())
    store.append([Append(room, EPOCH, VERY_SLOW)])
    link = link_to(httpx.AsyncClient(base_url="http://127.0.0.1:9"))
    async with serving(store, link) as url:
        assert (await ask_files(url, str(uuid.uuid4()))).status == 200
        child = only_child()
        async with busy(child):
            asking = asyncio.create_task(ask_files(url, room))
    assert (await asking).body["detail"] == "the node stops"
    assert not child.is_running()


def public_key() -> str:
    public = Ed25519PrivateKey.generate().public_key()
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


@pytest.mark.parametrize("at_work", [False, True])
async def test_a_child_ends_with_its_node(
    process: Process, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_work: bool
) -> None:
    """[FI4]: a node that is killed leaves none behind, not even one that is in native code."""
    monkeypatch.setenv("DJANGO_API", "http://127.0.0.1:9")
    monkeypatch.setenv("COTERIE_SERVICE_KEYS", SERVICE_KEY)
    monkeypatch.setenv("COTERIE_TOKEN_PUBLIC_KEYS", public_key())
    room = str(uuid.uuid4())
    store = SqliteStore(tmp_path / "documents.sqlite3")
    store.append([Append(room, EPOCH, VERY_SLOW)])
    store.close()
    url = process.start()
    assert (await ask_files(url, str(uuid.uuid4()))).status == 200
    child = only_child()
    if at_work:
        async with busy(child):
            asking = asyncio.create_task(ask_files(url, room))
        process.kill()
        with pytest.raises(httpx.HTTPError):
            await asking
    else:
        process.kill()
    gone, _ = psutil.wait_procs([child], timeout=EXTRACTION_ORPHAN_SECONDS + 2)
    assert gone == [child]


async def test_a_child_that_never_gets_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    """[FI4]"""
    monkeypatch.setattr("coterie_realtime.child.CHILD_START_SECONDS", 0.0)
    extractor = Extractor()
    with pytest.raises(Exception, match="did not start in time"):
        await extractor.extract([])
    assert children() == []
    monkeypatch.undo()
    assert b"main" in await extractor.extract([])
    await extractor.close()


async def test_a_close_that_was_given_up_is_finished_by_the_next() -> None:
    extractor = Extractor()
    await extractor.extract([])
    child = only_child()
    closing = asyncio.create_task(extractor.close())
    await asyncio.sleep(0)
    closing.cancel()
    await asyncio.wait({closing})
    assert closing.cancelled()
    await extractor.close()
    assert not child.is_running()
