"""A document that too many Yjs clients have written in."""

import pytest
from client import Client


async def test_a_client_too_many_is_refused(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """[SY7]: a state vector must have room for all of them; those who are in it write on."""
    monkeypatch.setattr("coterie_realtime.history.MAX_DOCUMENT_CLIENTS", 2)
    async with (
        Client.joined(f"{server}/r", client_id=1) as ada,
        Client.joined(f"{server}/r", client_id=2) as bob,
        Client.joined(f"{server}/r", client_id=3) as eve,
    ):
        ada.type("a")
        await bob.until(lambda: str(bob.text) == "a")
        bob.type("b")
        await eve.until(lambda: str(eve.text) == "ab")
        eve.type("e")
        await eve.expect_close(4413)
        ada.type("a")
        await bob.until(lambda: str(bob.text) == "aba")
