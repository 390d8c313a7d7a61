"""Documents between clients, through a real socket."""

import asyncio
import json

import pytest
from client import Client
from conftest import Managed, serving
from pycrdt import Doc, Text

from coterie_realtime import limits
from coterie_realtime.protocol import SyncType, sync_message
from coterie_realtime.stores.memory import MemoryStore


async def test_two_clients_see_each_others_text(server: str) -> None:
    """[SY1] [SY3]"""
    async with Client.joined(f"{server}/r", client_id=1) as ada:
        ada.type("hello ")
        async with Client.joined(f"{server}/r", client_id=2) as bob:
            assert str(bob.text) == "hello "
            bob.type("world")
            await ada.until(lambda: str(ada.text) == "hello world")
            await bob.settle()
            assert bob.updates == []
        await ada.settle()
        assert len(ada.updates) == 1


async def test_rooms_are_apart(server: str) -> None:
    async with (
        Client.joined(f"{server}/one", client_id=1) as ada,
        Client.joined(f"{server}/ws/two", client_id=2) as bob,
    ):
        ada.type("secret")
        await ada.settle()
        await bob.settle()
        assert str(bob.text) == ""


async def test_what_is_known_is_not_sent_again(server: str) -> None:
    """[SY3]"""
    async with (
        Client.joined(f"{server}/r", client_id=1) as ada,
        Client.joined(f"{server}/r", client_id=2) as bob,
    ):
        update = ada.type("once")
        ada.send(sync_message(SyncType.UPDATE, update))
        ada.send(sync_message(SyncType.STEP2, ada.doc.get_update()))
        await ada.settle()
        await bob.settle()
        assert len(bob.updates) == 1


async def test_a_gap_is_kept_and_asked_for(server: str) -> None:
    """[SY4]"""
    async with (
        Client.joined(f"{server}/r", client_id=1) as ada,
        Client.joined(f"{server}/r", client_id=2) as bob,
    ):
        asked = len(ada.step1s)
        made: list[bytes] = []
        ada.doc.observe(lambda event: made.append(event.update))
        ada.text.insert(0, "a")
        ada.text.insert(1, "b")
        ada.send(sync_message(SyncType.UPDATE, made[1]))
        await ada.until(lambda: len(ada.step1s) > asked)
        ada.send(sync_message(SyncType.STEP2, ada.doc.get_update()))
        await bob.until(lambda: str(bob.text) == "ab")
    async with Client.joined(f"{server}/r", client_id=3) as late:
        assert str(late.text) == "ab"


async def test_the_documents_of_offline_clients_merge(server: str) -> None:
    offline: Doc[Text] = Doc(client_id=9)
    offline.get("file:main", type=Text).insert(0, "written on a train")
    async with Client.joined(f"{server}/r", client_id=1) as ada:
        ada.type("x")
        async with Client.joined(f"{server}/r", client_id=9) as back:
            back.send(sync_message(SyncType.STEP2, offline.get_update()))
            await ada.until(lambda: len(ada.text) == 19)


async def test_a_viewer_changes_nothing(managed: Managed) -> None:
    """[SY5]"""
    async with (
        Client.joined(managed.link(), client_id=1) as ada,
        Client.joined(managed.link(sub="vic", role="viewer"), client_id=2) as viewer,
    ):
        ada.type("read me")
        await viewer.until(lambda: str(viewer.text) == "read me")
        viewer.type(" and not this")
        viewer.send(sync_message(SyncType.STEP2, viewer.doc.get_update()))
        await viewer.settle()
        await ada.settle()
        assert str(ada.text) == "read me"
        # What Ada types next is acknowledged later than anything of the viewer's would be.
        ada.type("!")
        await ada.until(lambda: ada.acknowledged == 2)
        await viewer.settle()
        assert viewer.acknowledged == 0
    async with Client.joined(managed.link(sub="eve"), client_id=3) as late:
        assert str(late.text) == "read me!"


async def test_writing_as_another_participant_closes(managed: Managed) -> None:
    """[SY6]"""
    async with (
        Client.joined(managed.link(), client_id=1) as ada,
        Client.joined(managed.link(sub="bob"), client_id=2) as bob,
    ):
        ada.announce(1, b"{}")
        await bob.until(lambda: 1 in bob.states)
        forged: Doc[Text] = Doc(client_id=1)
        forged.get("file:main", type=Text).insert(0, "forged")
        bob.send(sync_message(SyncType.UPDATE, forged.get_update()))
        await bob.expect_close(4403)
        ada.type("mine")
        await ada.settle()
        assert str(ada.text) == "mine"


async def test_two_tabs_of_one_participant_share_a_client_id(managed: Managed) -> None:
    """[SY6] [AW2]"""
    async with Client.joined(managed.link(), client_id=1) as first:
        first.announce(1, b"{}")
        await first.settle()
        async with Client.joined(managed.link(), client_id=1) as second:
            second.type("same person")
            await first.until(lambda: str(first.text) == "same person")


async def test_a_full_document_refuses_more(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """[SY7]"""
    monkeypatch.setattr("coterie_realtime.room.MAX_DOCUMENT_BYTES", 10_000)
    async with (
        Client.joined(f"{server}/r", client_id=1) as ada,
        Client.joined(f"{server}/r", client_id=2) as bob,
    ):
        ada.type("x" * 9_000)
        await bob.until(lambda: len(bob.text) == 9_000)
        ada.type("y" * 2_000)
        await ada.expect_close(4413)
        assert ada.reasons == ["the document is full"]
        bob.type("still open")
        await bob.settle()
        assert not bob.disconnected


async def test_a_full_document_lets_in_who_brings_nothing_new(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """[SY7]"""
    monkeypatch.setattr("coterie_realtime.room.MAX_DOCUMENT_BYTES", 10_000)
    async with Client.joined(f"{server}/r", client_id=1) as ada:
        ada.type("x" * 9_000)
        await ada.settle()
        ada.send(sync_message(SyncType.STEP2, ada.doc.get_update()))
        await ada.settle()
        assert not ada.disconnected


async def test_a_viewers_claim_locks_nobody_out(managed: Managed) -> None:
    """[SY6]"""
    async with (
        Client.joined(managed.link(sub="vic", role="viewer"), client_id=2) as viewer,
        Client.joined(managed.link(), client_id=1) as ada,
    ):
        viewer.announce(1, b"{}", client_id=1)
        await ada.until(lambda: 1 in ada.states)
        ada.type("mine")
        await viewer.until(lambda: str(viewer.text) == "mine")


async def test_a_large_first_sync_arrives_whole(server: str) -> None:
    """[WS3]: far more than any socket buffer, in one frame."""
    async with Client.joined(f"{server}/r", client_id=1) as ada:
        ada.type("ä" * 3_000_000)
        await ada.settle()
        async with Client.joined(f"{server}/r", client_id=2) as bob:
            assert len(bob.text) == len(ada.text)


async def test_hello_names_the_connection(managed: Managed) -> None:
    """[CT1]"""
    async with Client.joined(managed.link()) as ada:
        assert ada.hello
        hello = json.loads(ada.hello)
        assert hello["participant"] == "ada"
        assert hello["role"] == "editor"
        assert hello["epoch"] == "0123456789abcdef"
        assert hello["max_document_bytes"] == limits.MAX_DOCUMENT_BYTES
        assert len(hello["connection"]) == 16


async def test_control_messages_go_only_to_those_who_asked(server: str) -> None:
    async with (
        Client.joined(f"{server}/r") as stock,
        Client.joined(f"{server}/r?coterie=1", client_id=2) as ours,
    ):
        stock.type("x")
        await ours.until(lambda: str(ours.text) == "x")
        ours.type("y")
        await ours.until(lambda: ours.acknowledged == 1)
        await stock.settle()
        assert stock.hello is None
        assert stock.acknowledged == 0


async def test_acks_count_sync_frames(server: str) -> None:
    """[DU2]"""
    async with Client.joined(f"{server}/r?coterie=1") as ada:
        for letter in "abc":
            ada.type(letter)
        ada.send(sync_message(SyncType.STEP2, ada.doc.get_update()))  # nothing new, but counted
        await ada.until(lambda: ada.acknowledged == 4)


async def test_silence_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """[WS5]: stock clients close after 30 s without a message."""
    monkeypatch.setattr("coterie_realtime.connection.KEEPALIVE_TICKS", 1)
    monkeypatch.setattr("coterie_realtime.node.KEEPALIVE_TICK_SECONDS", 0.01)
    async with serving(MemoryStore()) as url, Client.joined(f"{url}/r") as ada:
        await ada.until(lambda: ada.awareness_messages > 0)
        assert ada.states == {}


async def test_awareness_reaches_others_and_goes_with_its_owner(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """[AW1] [AW4]"""
    monkeypatch.setattr("coterie_realtime.connection.LEAVE_DELAY_SECONDS", 0.01)
    async with Client.joined(f"{server}/r", client_id=1) as ada:
        async with Client.joined(f"{server}/r", client_id=2) as bob:
            bob.announce(1, b'{"user":{"name":"Bob"}}')
            await ada.until(lambda: ada.states.get(2) == (1, b'{"user":{"name":"Bob"}}'))
            heard = ada.awareness_messages
            ada.announce(1, b"{}", client_id=2)  # the echo that stock clients send
            ada.announce(1, b"{}")
            await bob.until(lambda: 1 in bob.states)
            assert ada.awareness_messages == heard
        await ada.until(lambda: ada.states[2] == (1, b"null"))
    async with Client.joined(f"{server}/r", client_id=3) as late:
        await late.settle()
        assert 2 not in late.states


async def test_a_joiner_hears_who_is_here(server: str) -> None:
    async with Client.joined(f"{server}/r", client_id=1) as ada:
        ada.announce(1, b'{"cursor":5}')
        await ada.settle()
        async with Client.joined(f"{server}/r", client_id=2) as bob:
            await bob.until(lambda: bob.states.get(1) == (1, b'{"cursor":5}'))


async def test_names_are_pinned_in_rooms_of_django(managed: Managed) -> None:
    """[AW3]"""
    async with (
        Client.joined(managed.link(), client_id=1) as ada,
        Client.joined(managed.link(sub="bob", name="Bob"), client_id=2) as bob,
    ):
        bob.announce(1, b'{"user":{"id":"ada","name":"Ada","color":3}}')
        await ada.until(lambda: 2 in ada.states)
        assert json.loads(ada.states[2][1])["user"] == {"id": "bob", "name": "Bob", "color": 3}


async def test_many_join_a_room_that_is_not_loaded(server: str) -> None:
    """[DU5]"""
    async with asyncio.TaskGroup() as group:
        for client_id in range(1, 30):
            group.create_task(_write_and_leave(f"{server}/r", client_id))
    async with Client.joined(f"{server}/r", client_id=99) as late:
        assert len(late.text) == 29


async def _write_and_leave(url: str, client_id: int) -> None:
    async with Client.joined(url, client_id=client_id) as client:
        client.type("x")
        await client.settle()
