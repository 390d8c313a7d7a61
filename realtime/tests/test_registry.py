"""Rooms in memory: loaded once, kept while needed, dropped when not."""

import asyncio
import gc
import threading
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from client import Client
from conftest import serving
from files_client import until

from coterie_realtime.connection import Connection
from coterie_realtime.errors import Refused, StoreError
from coterie_realtime.journal import Journal
from coterie_realtime.limits import ROOM_LINGER_SECONDS
from coterie_realtime.registry import Registry
from coterie_realtime.room import Room
from coterie_realtime.stores.base import Stored
from coterie_realtime.stores.memory import MemoryStore


class CountingStore(MemoryStore):
    """Counts loads, and can hold or fail them."""

    def __init__(self) -> None:
        super().__init__()
        self.loads = 0
        self.fails = False
        self.gate = threading.Event()
        self.gate.set()

    def load(self, room: str, epoch: str) -> Stored:
        self.loads += 1
        self.gate.wait(10)
        if self.fails:
            raise StoreError("disk on fire")
        return super().load(room, epoch)


@pytest.fixture
def store() -> CountingStore:
    return CountingStore()


@pytest_asyncio.fixture
async def registry(store: CountingStore) -> AsyncIterator[Registry]:
    journal = Journal(store, lambda failing: None)
    yield Registry(store, journal, lambda room: None)
    await journal.close()


async def test_concurrent_joiners_share_one_load(store: CountingStore, registry: Registry) -> None:
    """[DU5]"""
    store.gate.clear()
    opening = [asyncio.create_task(registry.open("r", "1")) for _ in range(50)]
    await asyncio.sleep(0)
    assert not any(task.done() for task in opening)
    store.gate.set()
    rooms = await asyncio.gather(*opening)
    assert store.loads == 1
    assert len({id(room) for room in rooms}) == 1


async def test_a_joiner_who_gives_up_does_not_stop_the_others(
    store: CountingStore, registry: Registry
) -> None:
    store.gate.clear()
    first, second = (asyncio.create_task(registry.open("r", "1")) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    store.gate.set()
    assert (await second).name == "r"


async def test_a_failed_load_is_tried_again(store: CountingStore, registry: Registry) -> None:
    store.fails = True
    with pytest.raises(Refused) as refused:
        await registry.open("r", "1")
    assert refused.value.code == 4503
    store.fails = False
    assert (await registry.open("r", "1")).name == "r"


async def test_an_empty_room_goes_after_the_linger(registry: Registry) -> None:
    room = await registry.open("r", "1")
    registry.evict_idle(100.0)
    registry.evict_idle(100.0 + ROOM_LINGER_SECONDS - 1)
    assert list(registry) == [room]
    registry.evict_idle(100.0 + ROOM_LINGER_SECONDS)
    assert list(registry) == []


async def test_a_room_with_unsaved_updates_stays(registry: Registry) -> None:
    room = await registry.open("r", "1")
    room.uncommitted = 1
    registry.evict_idle(100.0)
    registry.evict_idle(1_000.0)
    assert list(registry) == [room]


async def test_only_so_many_empty_rooms_stay(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("coterie_realtime.registry.MAX_EMPTY_ROOMS", 10)
    monkeypatch.setattr("coterie_realtime.registry.LOOK_AFTER_ROOMS", 5)
    unsaved = await registry.open("unsaved", "1")
    unsaved.uncommitted = 1
    for number in range(50):
        await registry.open(f"r{number}", "1")
        assert len(list(registry)) <= 1 + 10 + 5
    names = [room.name for room in registry]
    assert names[0] == "unsaved"
    assert names[-10:] == [f"r{number}" for number in range(40, 50)]


async def test_a_room_and_its_sockets_leave_memory_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without Python's collector, which stops everything while it looks for circles."""
    monkeypatch.setattr("coterie_realtime.registry.ROOM_LINGER_SECONDS", 0.0)
    monkeypatch.setattr("coterie_realtime.node.KEEPALIVE_TICK_SECONDS", 0.02)
    async with serving(MemoryStore()) as url:
        gc.collect()
        gc.disable()
        try:
            async with Client.joined(f"{url}/r?coterie=1") as ada:
                ada.announce(1, b'{"user": {"id": "ada", "name": "Ada"}}')
                ada.type("here")
                ada.say("hello")
                await ada.hears(1)
                await ada.until(lambda: ada.acknowledged == 1)
                assert in_memory(Room, Connection) == 2
            await until(lambda: in_memory(Room, Connection) == 0)
        finally:
            gc.enable()


def in_memory(*kinds: type) -> int:
    return sum(type(one) in kinds for one in gc.get_objects())
