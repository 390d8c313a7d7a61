"""A call between peers that were written from docs/protocol.md §8, without a line of our page."""

import contextlib
import json
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
from client import Client
from foreign_call import Strays
from foreign_link import Signal
from foreign_peer import ForeignPeer
from foreign_socket import CallSocket
from product import Product

# By these the rules tell who offers first and who is polite [CA5].
SMALL, LARGE = "0123456789abcdef", "fedcba9876543210"
SEATS = 6  # with video [CA3]
# The promise is two seconds; a busy machine gets one more.
FOLLOW_SECONDS = 3

Room = tuple[str, str, dict[str, str]]
"""Where the product is, the room's id, and the owner's headers."""


@pytest.fixture
def room(product: Product) -> Room:
    return room_of(product)


def room_of(product: Product, **fields: object) -> Room:
    made: dict[str, Any] = httpx.post(f"{product.url}/api/rooms/", json=fields).json()
    return product.url, made["id"], {"Authorization": f"Bearer {made['owner_key']}"}


@contextlib.asynccontextmanager
async def calling(
    room: Room, peers: tuple[str, str] = (SMALL, LARGE), *, says_media: bool = True
) -> AsyncIterator[tuple[ForeignPeer, ForeignPeer]]:
    """Ada and Bob, who came in this order and see and hear each other."""
    base, name, _ = room
    async with (
        ForeignPeer.arriving(
            base, name, "Ada", client_id=1, peer=peers[0], says_media=says_media
        ) as ada,
        ForeignPeer.arriving(
            base, name, "Bob", client_id=2, peer=peers[1], says_media=says_media
        ) as bob,
    ):
        await ada.meets("Bob")
        await bob.meets("Ada")
        await both_get_all(ada, bob)
        yield ada, bob


async def both_get_all(ada: ForeignPeer, bob: ForeignPeer) -> None:
    await ada.sees_and_hears("Bob")
    await bob.sees_and_hears("Ada")


@contextlib.contextmanager
def in_time() -> Iterator[None]:
    """What happens inside takes no longer than promised."""
    started = time.monotonic()
    yield
    assert time.monotonic() - started < FOLLOW_SECONDS


@pytest.mark.parametrize("says_media", [True, False], ids=["with a map", "without"])
@pytest.mark.parametrize("peers", [(SMALL, LARGE), (LARGE, SMALL)], ids=["small first", "large"])
async def test_two_peers_see_and_hear_each_other(
    room: Room, peers: tuple[str, str], says_media: bool
) -> None:
    """[CA1] [CA4] [CA5] [CA6]: whoever of the two comes first, the larger offers."""
    async with calling(room, peers, says_media=says_media) as (ada, bob):
        large, small = (ada, bob) if ada.peer == LARGE else (bob, ada)
        assert "offer" in kinds_of(small.socket.signals)
        assert kinds_of(large.socket.signals) == ["answer"]
        assert (ada.other("Bob").member.seat, bob.other("Ada").member.seat) == (2, 1)
        assert ada.strays == bob.strays == Strays()


def kinds_of(signals: list[Signal]) -> list[str]:
    return [signal["kind"] for signal in signals]


async def test_when_both_offer_at_once_the_polite_one_gives_way(room: Room) -> None:
    """[CA5]"""
    async with calling(room) as (ada, bob):
        links = ada.other("Bob").link, bob.other("Ada").link
        # Nothing comes in between: both offers are under way before one arrives.
        await ada.offer("Bob")
        await bob.offer("Ada")
        polite, other = links
        await ada.until(lambda: polite.taken_back == 1)
        await bob.until(lambda: other.ignored == 1 and not other.is_waiting)
        assert (polite.ignored, other.taken_back) == (0, 0)
        assert [link.pc.signalingState for link in links] == ["stable", "stable"]
        await both_get_all(ada, bob)
        # What was taken back can be said again.
        await ada.offer("Bob")
        await ada.until(lambda: not polite.is_waiting)
        await both_get_all(ada, bob)
        assert (ada.other("Bob").link, bob.other("Ada").link) == links
        assert (polite.taken_back, other.ignored) == (1, 1)


async def test_what_is_for_another_or_from_another_is_dropped(room: Room) -> None:
    """[CA4]: else it would break the link, since none of it is a description."""
    base, name, _ = room
    async with (
        calling(room) as (ada, bob),
        CallSocket.entering(base, name, "Eve", client_id=3) as eve,
    ):
        link, to = bob.other("Ada").link, bob.socket.connection
        bad = {"kind": "offer", "sdp": "v=0", "epoch": 7}
        ada.socket.signal(to, **bad, peer=ada.peer, **{"for": "0" * 16})
        eve.signal(to, **bad, peer=ada.peer, **{"for": bob.peer})
        await bob.until(lambda: bool(bob.strays.stale and bob.strays.forged))
        await both_get_all(ada, bob)
        assert bob.other("Ada").link is link


@pytest.mark.parametrize("asks", ["small", "large"])
async def test_a_later_epoch_starts_anew_and_the_former_is_over(room: Room, asks: str) -> None:
    """[CA7]"""
    async with calling(room) as (ada, bob):
        former = ada.other("Bob").link, bob.other("Ada").link
        await (ada.begin_anew("Bob") if asks == "small" else bob.begin_anew("Ada"))
        await ada.until(lambda: ada.other("Bob").epoch == 2)
        await bob.until(lambda: bob.other("Ada").epoch == 2)
        await both_get_all(ada, bob)
        links = ada.other("Bob").link, bob.other("Ada").link
        assert not set(links) & set(former)
        assert [link.pc.connectionState for link in former] == ["closed", "closed"]
        assert [signal["epoch"] for signal in ada.socket.signals] == [1, 2]
        assert ("renew" in kinds_of(bob.socket.signals)) == (asks == "small")
        # Absent means the first, which is over.
        late = {"kind": "offer", "sdp": "v=0", "peer": ada.peer, "for": bob.peer}
        ada.socket.signal(bob.socket.connection, **late)
        ada.socket.signal(bob.socket.connection, **late, epoch=1)
        ada.socket.signal(bob.socket.connection, **{**late, "kind": "renew", "epoch": 1})
        await bob.until(lambda: len(bob.strays.old) == 3)
        await both_get_all(ada, bob)
        assert (ada.other("Bob").link, bob.other("Ada").link) == links


async def test_who_cannot_restart_ice_begins_anew(room: Room) -> None:
    """[CA7]"""
    async with calling(room) as (ada, bob):
        link = bob.other("Ada").link
        fragment = link.fragment
        sdp = link.pc.localDescription.sdp
        restarted = sdp.replace("a=ice-ufrag:", "a=ice-ufrag:other")
        assert fragment
        assert restarted != sdp
        bob.socket.signal(
            ada.socket.connection,
            kind="offer",
            sdp=restarted,
            peer=bob.peer,
            **{"for": ada.peer},
        )
        await bob.until(lambda: bob.other("Ada").epoch == 2)
        await both_get_all(ada, bob)


async def test_who_leaves_is_let_go_at_once(room: Room) -> None:
    """[CA2]"""
    base, name, _ = room
    async with ForeignPeer.arriving(base, name, "Ada", client_id=1) as ada:
        async with ForeignPeer.arriving(base, name, "Bob", client_id=2) as bob:
            await ada.sees_and_hears("Bob")
            await bob.sees_and_hears("Ada")
            link = ada.other("Bob").link
        with in_time():
            await ada.until(lambda: not ada.others)
        assert link.pc.connectionState == "closed"
        # And may come back, as a peer that is new.
        async with ForeignPeer.arriving(base, name, "Bob", client_id=3) as bob:
            await ada.sees_and_hears("Bob")
            await bob.sees_and_hears("Ada")


async def test_a_viewer_who_may_only_listen_hears_and_sees(product: Product) -> None:
    """[RE1] [CA8]"""
    room = room_of(product, link_role="viewer", viewers_talk=False)
    base, name, owner = room
    async with (
        ForeignPeer.arriving(base, name, "Ada", client_id=1, headers=owner) as ada,
        CallSocket.entering(base, name, "Tom", client_id=2) as tom,
    ):
        # A node learns of it a moment after it opened the room.
        await tom.until(lambda: tom.listeners == {tom.participant})
        async with ForeignPeer.arriving(base, name, "Eve", client_id=3) as eve:
            both = {tom.participant, eve.socket.participant}
            await eve.until(lambda: eve.socket.listeners == both)
            await ada.until(lambda: ada.socket.listeners == both)
            await eve.sees_and_hears("Ada")
            link = ada.other("Eve").link
            heard, seen = link.received("microphone"), link.received("camera")
            assert (heard.seconds, seen.frames) == (0, 0)
            # As soon as viewers may talk, the same connection carries her voice.
            with in_time():
                await owner_does(room, "PATCH", "", {"viewers_talk": True})
                await ada.until(lambda: not ada.socket.listeners)
            await ada.sees_and_hears("Eve")
            assert ada.other("Eve").link is link


async def owner_does(
    room: Room, method: str, path: str, body: dict[str, object] | None = None
) -> None:
    base, name, owner = room
    async with httpx.AsyncClient(base_url=base, headers=owner) as http:
        answer = await http.request(method, f"/api/rooms/{name}/{path}", json=body)
    answer.raise_for_status()


async def test_a_call_ends_with_who_was_removed(room: Room) -> None:
    """[RE1]"""
    async with calling(room) as (ada, bob):
        link = ada.other("Bob").link
        with in_time():
            await owner_does(room, "DELETE", f"users/{bob.socket.participant}/")
            await ada.until(lambda: bob.socket.participant in ada.socket.removed)
            await ada.until(lambda: not ada.others)
        assert link.pc.connectionState == "closed"
        await bob.socket.expect_close(4403)


async def test_who_comes_after_the_seats_with_video_sends_sound(room: Room) -> None:
    """[CA3]"""
    base, name, _ = room
    async with contextlib.AsyncExitStack() as stack:
        ada = await stack.enter_async_context(ForeignPeer.arriving(base, name, "Ada", client_id=1))
        # They take seats and say nothing more; Ada's is the first.
        await ada.until(lambda: ada.peer in ada.socket.seats)
        crowd = [
            await stack.enter_async_context(
                CallSocket.entering(base, name, "Crowd", client_id=100 + number)
            )
            for number in range(1, SEATS)
        ]
        for member in crowd:
            take_seat(member)
        await ada.until(lambda: len(ada.others) == SEATS - 1)
        bob = await stack.enter_async_context(ForeignPeer.arriving(base, name, "Bob", client_id=2))
        assert (await ada.meets("Bob")).member.seat == SEATS + 1
        await ada.hears("Bob")
        await bob.hears("Ada")
        assert ada.received("Bob", "camera").frames == 0
        assert bob.received("Ada", "camera").frames == 0
        # A seat that is left is Bob's.
        crowd[0].announce(2, b"null")
        await both_get_all(ada, bob)


def take_seat(socket: Client) -> None:
    call = {"peer": f"{socket.client_id:016x}", "audio": False, "video": False, "screen": False}
    socket.announce(1, json.dumps({"user": {"name": "Crowd"}, "call": call}).encode())
