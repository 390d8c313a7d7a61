"""Versions [VE1] to [VE4]: what was wiped can be brought back."""

import asyncio
import uuid
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import httpx
import pytest
from client import Client
from conftest import EPOCH, SERVICE_KEY, Managed, serving
from files_client import Answer, PurgingDjango, children, get, link_to, poke, until
from hostile import nested
from pycrdt import Text

from coterie_realtime.directory import ALONE_EPOCH
from coterie_realtime.history import Document
from coterie_realtime.journal import Journal
from coterie_realtime.limits import LARGE_DELETION_CLOCKS, MAX_VERSIONS, MAX_VERSIONS_BYTES, MIB
from coterie_realtime.signatures import signed_headers
from coterie_realtime.stores.base import Append, StoredVersion
from coterie_realtime.stores.memory import MemoryStore
from coterie_realtime.upkeep import Upkeep
from coterie_realtime.versions import decode_version, superfluous

MINUTE, HOUR, DAY = 60.0, 3_600.0, 86_400.0

WORK = "all that we wrote 😀\n" * 20


async def ask(url: str, room: str, what: str, epoch: str = EPOCH) -> Answer:
    path = f"/internal/rooms/{room}/{what}?epoch={epoch}"
    return await get(url, path, signed_headers(SERVICE_KEY, "GET", path, b""))


async def listed(managed: Managed) -> list[dict[str, Any]]:
    answer = await ask(managed.url, managed.room, "versions")
    assert answer.status == 200
    versions: list[dict[str, Any]] = answer.body["versions"]
    return versions


async def until_listed(managed: Managed, count: int) -> list[dict[str, Any]]:
    async with asyncio.timeout(20):
        while len(versions := await listed(managed)) < count:
            await asyncio.sleep(0.01)
    return versions


def wipe(text: Text) -> None:
    del text[0 : len(text)]


@pytest.fixture
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """A deletion need not be long after the last version; and logs are compacted soon."""
    monkeypatch.setattr("coterie_realtime.versions.VERSION_BEFORE_DELETION_SECONDS", 0.0)
    monkeypatch.setattr("coterie_realtime.node.KEEPALIVE_TICK_SECONDS", 0.02)
    monkeypatch.setattr("coterie_realtime.upkeep.COMPACT_AFTER_UPDATES", 2)


@pytest.mark.usefixtures("eager")
async def test_a_wiped_file_can_be_brought_back(managed: Managed) -> None:
    """[VE1] [VE4]: though the log does not hold it any more."""
    before = datetime.now(UTC)
    async with Client.joined(managed.link()) as ada:
        ada.type(WORK)
        ada.edit(wipe)
        await ada.until(lambda: ada.acknowledged == 2)
        (version,) = await until_listed(managed, 1)
        assert before <= datetime.fromisoformat(version["at"]) <= datetime.now(UTC)
        assert version["bytes"] > 0
        ada.type("junk")
        ada.type(" and more")
        async with asyncio.timeout(20):
            while WORK.encode() in (await joined(managed)).step2:
                await asyncio.sleep(0.01)
    now = await ask(managed.url, managed.room, "files")
    then = await ask(managed.url, managed.room, f"versions/{version['id']}/files")
    assert (now.texts, then.texts) == ({"main": "junk and more"}, {"main": WORK})


async def joined(managed: Managed) -> Client:
    async with Client.joined(managed.link(sub="bob", name="Bob"), client_id=99) as client:
        return client


@pytest.mark.usefixtures("eager")
async def test_small_deletions_make_no_versions(managed: Managed) -> None:
    """[VE1]"""
    async with Client.joined(managed.link()) as ada:
        ada.type("x" * (2 * LARGE_DELETION_CLOCKS))
        for _ in range(5):
            ada.edit(lambda text: text.__delitem__(slice(0, 20)))
        ada.edit(lambda text: text.__delitem__(slice(0, LARGE_DELETION_CLOCKS)))
        await ada.until(lambda: ada.acknowledged == 7)
        await until_listed(managed, 1)
        ada.type("more")
        await ada.until(lambda: ada.acknowledged == 8)
    (version,) = await listed(managed)
    answer = await ask(managed.url, managed.room, f"versions/{version['id']}/files")
    assert answer.texts == {"main": "x" * (2 * LARGE_DELETION_CLOCKS - 100)}


async def test_versions_are_made_now_and_then(
    managed: Managed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """[VE1]: before an edit, if the last one is old enough."""
    monkeypatch.setattr("coterie_realtime.versions.VERSION_SECONDS", 0.2)
    monkeypatch.setattr("coterie_realtime.versions.VERSION_BEFORE_DELETION_SECONDS", 0.2)
    async with Client.joined(managed.link()) as ada:
        ada.type("one")
        ada.type(" two")
        await asyncio.sleep(0.25)
        ada.type(" three")
        ada.type(" four")
        await until_listed(managed, 1)
        await asyncio.sleep(0.25)
        ada.type(" five")
        versions = await until_listed(managed, 2)
    texts = [
        (await ask(managed.url, managed.room, f"versions/{version['id']}/files")).texts["main"]
        for version in versions
    ]
    assert texts == ["one two three four", "one two"]


async def test_a_room_that_is_opened_again_goes_on_with_its_versions() -> None:
    """[VE1]: the first edit keeps what there was, unless a version is young."""
    store, client = MemoryStore(), Client(1)
    client.text += "from before"
    store.append([Append("r", ALONE_EPOCH, client.doc.get_update())])
    for client_id in (2, 3):
        async with (
            serving(store) as url,
            Client.joined(f"{url}/r?coterie=1", client_id=client_id) as ada,
        ):
            ada.type("x")
            await ada.until(lambda ada=ada: ada.acknowledged == 1)  # type: ignore[misc]
            await until(lambda: bool(store.version_list("r", ALONE_EPOCH)))
    (version,) = store.version_list("r", ALONE_EPOCH)
    kept = Client(4)
    for update in decode_version(store.version_read("r", ALONE_EPOCH, version.id) or b""):
        kept.doc.apply_update(update)
    assert str(kept.text) == "from before"


async def test_who_may_ask_and_for_what(managed: Managed) -> None:
    """[VE4] [SG1]"""
    url, room = managed.url, managed.room
    path = f"/internal/rooms/{room}/versions?epoch={EPOCH}"
    signed = signed_headers(SERVICE_KEY, "GET", path, b"")
    assert (await get(url, path, {})).status == 401
    assert (await get(url, path, signed)).body == {"versions": []}
    assert (await get(url, path, signed)).status == 401
    assert (await ask(url, room, "versions", "")).status == 400
    assert (await ask(url, "room", "versions")).status == 404
    for version in ("0", "1", "-1", "x", "9" * 18, "9" * 19):
        assert (await ask(url, room, f"versions/{version}/files")).status == 404


@pytest.mark.usefixtures("eager")
async def test_a_version_belongs_to_one_life_of_one_room(managed: Managed) -> None:
    """[VE4]"""
    async with Client.joined(managed.link()) as ada:
        ada.type(WORK)
        ada.edit(wipe)
        (version,) = await until_listed(managed, 1)
    what = f"versions/{version['id']}/files"
    assert (await ask(managed.url, managed.room, what)).status == 200
    assert (await ask(managed.url, managed.room, what, "f" * 16)).status == 404
    assert (await ask(managed.url, str(uuid.uuid4()), what)).status == 404
    other = await ask(managed.url, managed.room, "versions", "f" * 16)
    assert other.body == {"versions": []}


async def test_deleting_a_room_takes_its_versions() -> None:
    """[VE3] [HB7]"""
    django = PurgingDjango()
    http = httpx.AsyncClient(transport=httpx.ASGITransport(django), base_url="http://127.0.0.1")
    store, room = MemoryStore(), str(uuid.uuid4())
    client = Client(1)
    client.text += WORK
    journal = Journal(store, lambda failing: None)
    upkeep = Upkeep(store, journal)
    async with serving(store, link_to(http)) as url:
        store.append([Append(room, EPOCH, client.doc.get_update())])
        upkeep.keep_version((room, EPOCH), Document([client.doc.get_update()], 1), 1.0)
        await until(lambda: len(store.version_list(room, EPOCH)) == 1)
        (version,) = store.version_list(room, EPOCH)
        assert (await ask(url, room, f"versions/{version.id}/files")).texts == {"main": WORK}
        django.purge = [room]
        await poke(url)
        await until(lambda: room in django.purged)
        for what in ("versions", f"versions/{version.id}/files"):
            answer = await ask(url, room, what)
            assert (answer.status, answer.body["detail"]) == (404, "the room was deleted")
        # One that was under way brings nothing back.
        upkeep.keep_version((room, EPOCH), Document([client.doc.get_update()], 1), 2.0)
        await until(lambda: upkeep.waiting == 0)
        assert store.version_list(room, EPOCH) == []
    await upkeep.close()
    await journal.close()


async def test_a_version_that_cannot_be_compacted_is_kept_as_it_is() -> None:
    """[VE1] [DU7]"""
    store, client = MemoryStore(), Client(1)
    client.text += WORK
    update, bad = client.doc.get_update(), nested(2_000_000)
    store.append([Append("r", "1", update)])
    journal = Journal(store, lambda failing: None)
    upkeep = Upkeep(store, journal)
    upkeep.keep_version(("r", "1"), Document([bad], 1), 1.0)
    upkeep.keep_version(("r", "1"), Document([bad, update], 2), 2.0)
    await until(lambda: len(store.version_list("r", "1")) == 2)
    kept = [
        decode_version(store.version_read("r", "1", version.id) or b"")
        for version in store.version_list("r", "1")
    ]
    assert kept[0] == [bad]
    assert bad in kept[1]
    assert len(kept[1]) == 2
    await upkeep.close()
    assert children("compaction") == []
    await journal.close()


# -- which ones are kept


def test_few_versions_are_all_kept() -> None:
    """[VE2]"""
    versions = [StoredVersion(at, at * 300.0, 1_000) for at in range(MAX_VERSIONS)]
    assert superfluous(versions, MAX_VERSIONS * 300.0) == []
    assert superfluous([], 0.0) == []
    assert superfluous([StoredVersion(1, 0.0, 2 * MAX_VERSIONS_BYTES)], 5.0) == []


def kept_after(
    times: list[float], size: int = 1_000, kept: list[StoredVersion] | None = None
) -> list[StoredVersion]:
    """What is left when versions are made at these times, one after the other."""
    kept = list(kept or ())
    for at in times:
        kept.append(StoredVersion(int(at * 10), at, size))
        gone = superfluous(kept, at)
        assert kept[-1].id not in gone
        kept = [version for version in kept if version.id not in gone]
        assert len(kept) <= MAX_VERSIONS
        assert sum(version.bytes for version in kept) <= MAX_VERSIONS_BYTES
    return kept


def days(count: float) -> list[float]:
    return [at * 5 * MINUTE for at in range(round(count * DAY / (5 * MINUTE)))]


def worst_step(kept: list[StoredVersion], now: float, oldest: float) -> float:
    """How much further back than asked one has to go at most, as a factor."""
    ages = [now - version.at for version in reversed(kept)]
    pairs = pairwise(ages)
    return max(older / newer for newer, older in pairs if newer >= 10 * MINUTE and older <= oldest)


def test_old_versions_are_spread_evenly() -> None:
    """[VE2]"""
    times = days(14)
    kept = kept_after(times)
    assert len(kept) == MAX_VERSIONS
    assert times[-1] - kept[0].at > 10 * DAY
    assert worst_step(kept, times[-1], 10 * DAY) < 2


def test_a_flood_of_versions_does_not_push_the_old_ones_out() -> None:
    """[VE2]: one who wipes and restores all the time."""
    start = days(3)[-1]
    flood = [start + 30.0 * at for at in range(1, 1_000)]
    kept = kept_after(flood, kept=kept_after(days(3)))
    assert flood[-1] - kept[0].at > 2 * DAY
    assert worst_step(kept, flood[-1], 2 * DAY) < 2


def test_large_versions_do_not_push_small_ones_out() -> None:
    """[VE2]: one who fills the document with noise, and wipes it."""
    start = days(1)[-1]
    flood = [start + 30.0 * at for at in range(1, 100)]
    small = kept_after(days(1))
    kept = kept_after(flood, 10 * MIB, small)
    assert len([version for version in kept if version.bytes == 1_000]) > 0.7 * len(small)
    assert timedelta(seconds=flood[-1] - kept[0].at) > timedelta(hours=20)
