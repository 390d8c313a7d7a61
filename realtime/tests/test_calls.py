"""Who is in the call, as the node stamps it: nobody can be somebody else, or several."""

import json
from typing import Any

from client import Client
from conftest import Managed

from coterie_realtime.calls import Calls, Seat


def call_of(client: Client, yjs: int) -> dict[str, Any] | None:
    """The call in the state that a client has of another."""
    state = json.loads(client.states[yjs][1])
    call: dict[str, Any] | None = state.get("call") if state else None
    return call


def announce(client: Client, clock: int, peer: str | None, yjs: int | None = None) -> None:
    call = {"peer": peer, "seat": 0, "connection": "a lie", "audio": True}
    state = {"user": {}, **({"call": call} if peer else {})}
    client.announce(clock, json.dumps(state).encode(), yjs)


async def test_connection_and_seat_are_the_nodes_to_say(managed: Managed) -> None:
    """[CA1] [CA3]"""
    async with (
        Client.joined(managed.link(sub="ada"), client_id=1) as ada,
        Client.joined(managed.link(sub="bob"), client_id=2) as bob,
    ):
        announce(ada, 1, "pa")
        announce(bob, 1, "pb")
        await bob.until(lambda: 1 in bob.states)
        await ada.until(lambda: 2 in ada.states)
        assert call_of(bob, 1) == {
            "peer": "pa", "seat": 1, "connection": ada.connection, "audio": True,
        }  # fmt: skip
        assert (call_of(ada, 2) or {})["seat"] == 2
        assert {"event": "seat", "peer": "pb", "seat": 2} in bob.events


async def test_nobody_takes_anothers_peer_or_several(managed: Managed) -> None:
    """[CA1]"""
    async with (
        Client.joined(managed.link(sub="ada"), client_id=1) as ada,
        Client.joined(managed.link(sub="eve"), client_id=2) as eve,
    ):
        announce(ada, 1, "pa")
        await eve.until(lambda: 1 in eve.states)
        announce(eve, 1, "pa")
        announce(eve, 1, "p1", yjs=3)
        announce(eve, 1, "p2", yjs=4)
        await ada.until(lambda: {2, 3, 4} <= set(ada.states))
        assert call_of(ada, 2) is None
        assert (call_of(ada, 3) or {})["peer"] == "p1"
        assert call_of(ada, 4) is None
        # One that ends makes room for the next.
        announce(eve, 2, None, yjs=3)
        announce(eve, 2, "p2", yjs=4)
        await ada.until(lambda: ada.states[4][0] == 2)
        assert (call_of(ada, 4) or {})["peer"] == "p2"


async def test_whoever_comes_back_keeps_the_seat(managed: Managed) -> None:
    """[CA2] [CA3]"""
    async with Client.joined(managed.link(sub="bob"), client_id=2) as bob:
        async with Client.joined(managed.link(sub="ada"), client_id=1) as ada:
            announce(ada, 1, "pa")
            await bob.until(lambda: 1 in bob.states)
            announce(bob, 1, "pb")
        async with Client.joined(managed.link(sub="ada"), client_id=1) as ada:
            announce(ada, 2, "pa")
            await bob.until(lambda: bob.states[1][0] == 2)
            call = call_of(bob, 1) or {}
            assert (call["seat"], call["connection"]) == (1, ada.connection)


def test_seats_are_given_once() -> None:
    calls = Calls()
    assert calls.take("ada", "c1", 1, "pa") == Seat("pa", 1, is_news=True)
    assert calls.take("ada", "c1", 1, "pa") == Seat("pa", 1, is_news=False)
    assert calls.take("ada", "c2", 1, "pa") == Seat("pa", 1, is_news=True)
    calls.leave("c1")
    assert calls.take("bob", "c3", 2, "pa") is None
    calls.leave("c2")
    assert calls.take("bob", "c3", 2, "pa") == Seat("pa", 2, is_news=True)
    # Another peer of the same client takes the place of the one before.
    assert calls.take("bob", "c3", 2, "pb") == Seat("pb", 3, is_news=True)
    assert calls.take("bob", "c3", 2, "pa") == Seat("pa", 4, is_news=True)


def test_what_is_no_peer_has_no_seat() -> None:
    calls = Calls()
    for peer in (None, 7, "", "x" * 65, ["p"]):
        assert calls.take("ada", "c1", 1, peer) is None
