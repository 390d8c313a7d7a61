"""Signals between clients: who gets them, who they are from, and what is too much."""

import json

import pytest
from client import Client
from conftest import Managed

from coterie_realtime.limits import MAX_SIGNAL_BYTES, SIGNAL_BURST
from coterie_realtime.protocol import signal_message

WANTED = "/r?coterie=1"


async def test_a_signal_reaches_the_one_it_is_for(server: str) -> None:
    """[SI1]"""
    async with (
        Client.joined(server + WANTED, client_id=1) as ada,
        Client.joined(server + WANTED, client_id=2) as bob,
        Client.joined(server + WANTED, client_id=3) as eve,
    ):
        ada.signal(bob.connection, kind="offer", sdp="v=0", **{"from": "somebody else"})
        ada.signal(bob.connection, kind="ice-candidate", candidate=None)
        await bob.until(lambda: len(bob.signals) == 2)
        assert bob.signals == [
            {"kind": "offer", "sdp": "v=0", "from": ada.connection},
            {"kind": "ice-candidate", "candidate": None, "from": ada.connection},
        ]
        await eve.settle()
        assert eve.signals == []
        assert ada.signals == []


async def test_viewers_signal_too(managed: Managed) -> None:
    """[SI1]"""
    async with (
        Client.joined(managed.link(sub="ada", role="viewer"), client_id=1) as ada,
        Client.joined(managed.link(sub="bob"), client_id=2) as bob,
    ):
        ada.signal(bob.connection, kind="offer")
        await bob.until(lambda: bool(bob.signals))
        assert bob.signals == [{"kind": "offer", "from": ada.connection}]


async def test_a_signal_that_reaches_nobody_is_answered(server: str) -> None:
    """[SI2]: to nobody, to another room, and to a client that does not know signals."""
    async with (
        Client.joined(server + WANTED, client_id=1) as ada,
        Client.joined(server + "/other?coterie=1", client_id=2) as eve,
        Client.joined(server + "/r", client_id=3) as stock,
    ):
        ada.signal("nobody")
        ada.signal(eve.connection, kind="offer")
        await ada.until(lambda: len(ada.signals) == 2)
        assert ada.signals == [
            {"undelivered": "nobody", "reason": "gone"},
            {"undelivered": eve.connection, "reason": "gone"},
        ]
        await eve.settle()
        await stock.settle()
        assert eve.signals == []
        assert stock.signals == []


async def test_a_flood_of_signals_slows_no_edit(server: str) -> None:
    """[SI2]"""
    async with (
        Client.joined(server + WANTED, client_id=1) as ada,
        Client.joined(server + WANTED, client_id=2) as bob,
    ):
        for number in range(SIGNAL_BURST + 200):
            ada.signal(bob.connection, number=number)
        ada.type("still here")
        await bob.until(lambda: str(bob.text) == "still here")
        await ada.settle()
        await bob.settle()
        dropped = [signal for signal in ada.signals if signal.get("reason") == "rate"]
        assert dropped
        assert len(bob.signals) + len(dropped) == SIGNAL_BURST + 200
        numbers = [int(str(signal["number"])) for signal in bob.signals]
        assert numbers == sorted(numbers)


MALFORMED = {
    "no json": b"{",
    "no object": b"[]",
    "no receiver": b"{}",
    "a number for one": b'{"to":1}',
    "not a number": b'{"to":"x","a":NaN}',
    "infinite": b'{"to":"x","a":1e999}',
    "too deep": b'{"to":"x","a":' + b"[" * 100 + b"]" * 100 + b"}",
    "not text": b"\xff",
    "too large": json.dumps({"to": "x", "sdp": "x" * MAX_SIGNAL_BYTES}).encode(),
}


@pytest.mark.parametrize("name", MALFORMED)
async def test_a_malformed_signal_ends_its_own_socket(server: str, name: str) -> None:
    """[SI3] [WS8]"""
    async with (
        Client.joined(server + WANTED, client_id=1) as bystander,
        Client.joined(server + WANTED, client_id=2) as eve,
    ):
        eve.send(
            signal_message(MALFORMED[name].replace(b'"x"', f'"{bystander.connection}"'.encode()))
        )
        await eve.expect_close(4400)
        await bystander.settle()
        assert bystander.signals == []


async def test_who_did_not_ask_may_send_none(server: str) -> None:
    async with Client.joined(server + "/r") as stock:
        stock.send(signal_message(b'{"to":"x"}'))
        await stock.expect_close(4400)
