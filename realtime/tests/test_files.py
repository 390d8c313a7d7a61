"""What a room's files are, asked for as Django asks [FI1] [FI2] [FI3] [FI6]."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from client import Client
from conftest import EPOCH, SERVICE_KEY, Managed, serving
from files_client import PurgingDjango, ask_files, get, link_to, only_child, poke, until
from pycrdt import Array, Doc, Map, Text
from test_registry import CountingStore

from coterie_realtime.document_files import files_json
from coterie_realtime.errors import FilesUnavailable
from coterie_realtime.journal import Journal
from coterie_realtime.node import Node
from coterie_realtime.registry import Registry
from coterie_realtime.signatures import signed_headers
from coterie_realtime.stores.base import Append
from coterie_realtime.stores.memory import MemoryStore
from coterie_realtime.stores.sqlite import SqliteStore

EMPTY_MAIN = {"id": "main", "path": "main", "language": "plaintext", "text": ""}


def change(client: Client, make: Callable[[], None]) -> None:
    client.edit(lambda _: make())


def entries(client: Client) -> "Map[Any]":
    doc: Doc[Any] = client.doc
    found: Map[Any] = doc.get("files", type=Map)
    return found


def add_file(client: Client, id_: str, text: str, **entry: object) -> None:
    with client.doc.transaction():
        entries(client)[id_] = Map(entry)
        client.doc.get(f"file:{id_}", type=Text).insert(0, text)


async def test_a_room_that_nobody_wrote_in(managed: Managed) -> None:
    """[FI1]"""
    answer = await ask_files(managed.url, managed.room)
    assert answer.body == {"files": [EMPTY_MAIN], "omitted": 0}
    assert answer.headers["content-type"] == "application/json"


async def test_the_files_of_an_open_room(managed: Managed) -> None:
    """[FI1] [FI2]"""
    async with Client.joined(managed.link()) as ada:
        ada.type("naïve 😀\r\n👩‍👩‍👧 line\n")
        change(ada, lambda: add_file(ada, "b1", "z", path="src/z.py", language="python"))
        change(ada, lambda: add_file(ada, "c2", "{}", path="a.json", language="json"))
        change(ada, lambda: add_file(ada, "d3", "secret", path="old", deleted_at="2026-01-01"))
        change(ada, lambda: add_file(ada, "e4", "back", path="again", deleted_at=None))
        await ada.settle()
        answer = await ask_files(managed.url, managed.room)
    assert answer.body["files"] == [
        {**EMPTY_MAIN, "text": "naïve 😀\r\n👩‍👩‍👧 line\n"},
        {"id": "c2", "path": "a.json", "language": "json", "text": "{}"},
        {"id": "e4", "path": "again", "language": "plaintext", "text": "back"},
        {"id": "b1", "path": "src/z.py", "language": "python", "text": "z"},
    ]


async def test_the_main_file_has_a_name_and_cannot_be_deleted(managed: Managed) -> None:
    """[FI2]"""
    async with Client.joined(managed.link()) as ada:
        entry = {"path": "main.go", "language": "go", "deleted_at": "2026-01-01"}
        change(ada, lambda: add_file(ada, "main", "package main", **entry))
        await ada.settle()
        answer = await ask_files(managed.url, managed.room)
    named = {"id": "main", "path": "main.go", "language": "go", "text": "package main"}
    assert answer.body["files"] == [named]


async def test_entries_of_any_shape_hide_no_text(managed: Managed) -> None:
    """[FI2]"""
    async with Client.joined(managed.link()) as ada:
        change(ada, lambda: entries(ada).update({"main": 7, "no-entry": "text"}))
        change(ada, lambda: add_file(ada, "odd", "here", path=Array([1]), language=["go"]))
        await ada.settle()
        answer = await ask_files(managed.url, managed.room)
    odd = {"id": "odd", "path": "odd", "language": "plaintext", "text": "here"}
    assert answer.body["files"] == [EMPTY_MAIN, odd]


async def test_a_room_that_changed_is_read_again(managed: Managed) -> None:
    """[FI5]"""
    async with Client.joined(managed.link()) as ada:
        for text in ("one", "one two", "one two three"):
            ada.type(text[len(str(ada.text)) :])
            await ada.settle()
            assert (await ask_files(managed.url, managed.room)).texts == {"main": text}


async def test_a_room_that_is_not_open_is_read_from_the_store(tmp_path: Path) -> None:
    """[FI1]"""
    room = str(uuid.uuid4())
    link = link_to(httpx.AsyncClient(base_url="http://127.0.0.1:9"))
    store = SqliteStore(tmp_path / "documents.sqlite3")
    update = Client(1)
    update.text.insert(0, "kept 😀")
    store.append([Append(room, EPOCH, update.doc.get_update())])
    async with serving(store, link) as url:
        assert (await ask_files(url, room)).texts == {"main": "kept 😀"}
        assert (await ask_files(url, room, "f" * 16)).texts == {"main": ""}


async def test_reading_a_room_does_not_open_it() -> None:
    """[FI1]"""
    store = MemoryStore()
    store.append([Append("r", "1", b"\x00\x00")])
    journal = Journal(store, lambda failing: None)
    registry = Registry(store, journal, lambda room: None)
    document = await registry.document("r", "1")
    assert (list(document.updates), list(registry)) == ([b"\x00\x00"], [])
    await journal.close()


async def test_only_a_signed_call_is_answered_and_once(managed: Managed) -> None:
    """[FI6] [SG1]"""
    path = f"/internal/rooms/{managed.room}/files?epoch={EPOCH}"
    signed = signed_headers(SERVICE_KEY, "GET", path, b"")
    other_query = path.replace(EPOCH, "f" * 16)
    foreign = signed_headers("another key", "GET", path, b"")
    assert (await get(managed.url, path, {})).status == 401
    assert (await get(managed.url, path, foreign)).status == 401
    assert (await get(managed.url, other_query, signed)).status == 401
    assert (await get(managed.url, path, signed)).status == 200
    replayed = await get(managed.url, path, signed)
    assert replayed.status == 401
    assert replayed.headers["content-type"] == "application/problem+json"


async def test_a_node_alone_answers_nobody(server: str) -> None:
    """[FI6]"""
    assert (await ask_files(server, str(uuid.uuid4()))).status == 401


async def test_what_is_refused(managed: Managed) -> None:
    """[FI6]"""
    assert (await ask_files(managed.url, managed.room, None)).status == 400
    assert (await ask_files(managed.url, managed.room, f"{EPOCH}&epoch=1")).status == 400
    assert (await ask_files(managed.url, managed.room.upper())).status == 404
    assert (await ask_files(managed.url, "room")).status == 404
    async with Client.joined(managed.link()):
        assert (await ask_files(managed.url, managed.room, "f" * 16)).status == 404
        assert (await ask_files(managed.url, managed.room)).status == 200


async def test_a_deleted_room_has_no_files() -> None:
    """[FI6] [HB7]: what is purged is given away neither by a cache nor by a reading under way."""
    django = PurgingDjango()
    http = httpx.AsyncClient(transport=httpx.ASGITransport(django), base_url="http://127.0.0.1")
    client = Client(1)
    client.text.insert(0, "to be forgotten")
    store = CountingStore()
    known, unread = str(uuid.uuid4()), str(uuid.uuid4())
    store.append([Append(room, EPOCH, client.doc.get_update()) for room in (known, unread)])
    async with serving(store, link_to(http)) as url:
        assert (await ask_files(url, known)).texts == {"main": "to be forgotten"}
        loads = store.loads
        child = only_child()
        child.suspend()
        reading = asyncio.create_task(ask_files(url, unread))
        await until(lambda: store.loads > loads)
        django.purge = [known, unread]
        await poke(url)
        await until(lambda: django.purged >= {known, unread})
        child.resume()
        for answer in (await reading, await ask_files(url, known)):
            assert (answer.status, answer.body["detail"]) == (404, "the room was deleted")


async def test_more_files_than_an_answer_holds(managed: Managed) -> None:
    """[FI3]"""
    async with Client.joined(managed.link()) as ada:

        def add_many() -> None:
            with ada.doc.transaction():
                for at in range(1_004):
                    add_file(ada, f"f{at}", "", path=f"{at:04}")

        change(ada, add_many)
        await ada.settle()
        answer = await ask_files(managed.url, managed.room)
    paths = [file["path"] for file in answer.body["files"]]
    assert paths == ["main", *(f"{at:04}" for at in range(999))]
    assert answer.body["omitted"] == 5


async def test_more_text_than_an_answer_holds(managed: Managed) -> None:
    """[FI3]: a control character takes six bytes."""
    async with Client.joined(managed.link()) as ada:
        change(ada, lambda: add_file(ada, "big", "\x01" * 6_000_000, path="big"))
        change(ada, lambda: add_file(ada, "small", "here", path="small"))
        await ada.settle()
        answer = await ask_files(managed.url, managed.room)
    assert (answer.texts, answer.body["omitted"]) == ({"main": "", "small": "here"}, 1)


def test_a_divided_surrogate_pair_reads_as_in_yjs() -> None:
    """[FI2]: Yjs 13.6 wrote these for `ab😀cd`, 😀 made 😁 by its second half, and more typing."""
    updates = [
        "0101020004010966696c653a6d61696e086162f09f9880636400",
        "000102010301",
        "01010206c40203020403efbfbd00",
        "01010207840205047461696c00",
        "0101020b440200046865616400",
    ]
    answer = files_json([bytes.fromhex(update) for update in updates]).decode()
    assert '"text": "headab\ufffd\ufffdcdtail"' in answer


@pytest.fixture
async def node() -> AsyncIterator[Node]:
    store = MemoryStore()
    client = Client(1)
    client.text.insert(0, "hello")
    store.append([Append("r", EPOCH, client.doc.get_update())])
    node = Node(store, None)
    await node.start()
    yield node
    if node.accepting:
        await node.stop()


async def test_another_thread_of_the_process_asks(node: Node) -> None:
    """[FI6]"""

    def django() -> bytes:
        async def view() -> bytes:
            return await node.files("r", EPOCH)

        return asyncio.run(view())

    here, there = await asyncio.gather(node.files("r", EPOCH), asyncio.to_thread(django))
    assert here == there
    assert b'"text": "hello"' in here


async def test_a_node_that_stopped_says_so(node: Node) -> None:
    """[FI6]"""
    await node.files("r", EPOCH)
    await node.stop()
    with pytest.raises(FilesUnavailable):
        await node.files("r", EPOCH)
