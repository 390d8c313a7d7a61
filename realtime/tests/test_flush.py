"""Updates and awareness of a busy room go out gathered, each as one message."""

import asyncio
from contextlib import AsyncExitStack

from client import Client


async def test_a_quiet_room_forwards_each_update_by_itself(server: str) -> None:
    """[FL1]"""
    async with (
        Client.joined(f"{server}/r", client_id=1) as ada,
        Client.joined(f"{server}/r", client_id=2) as bob,
    ):
        for count in range(1, 4):
            sent = ada.type("a")
            await bob.until(lambda: len(bob.updates) == count)  # noqa: B023
            assert bob.updates[-1] == sent


async def test_a_busy_room_gathers_updates_of_a_moment(server: str) -> None:
    """[FL1] [FL2]: what came in one window is one message; who alone wrote it gets none."""
    async with AsyncExitStack() as stack:
        ada, bob, *_ = [
            await stack.enter_async_context(Client.joined(f"{server}/r", client_id=client))
            for client in range(1, 21)
        ]
        for _ in range(100):
            ada.type("a")
        await bob.until(lambda: str(bob.text) == "a" * 100)
        assert len(bob.updates) < 50
        assert ada.updates == []


async def test_several_writers_of_a_flush_get_the_same_bytes_as_all(server: str) -> None:
    """[FL2]"""
    async with AsyncExitStack() as stack:
        ada, bob, eve, *_ = [
            await stack.enter_async_context(Client.joined(f"{server}/r", client_id=client))
            for client in range(1, 41)
        ]
        while not ada.updates:  # until both wrote within a window
            for _ in range(5):
                ada.type("a")
                bob.type("b")
            total = len(str(ada.text)) + str(bob.text).count("b")
            await eve.until(lambda: len(str(eve.text)) >= 10)
            await asyncio.gather(ada.settle(), bob.settle(), eve.settle())
            assert total < 10_000, "never in one window"
        assert str(ada.text) == str(bob.text) == str(eve.text)
        assert set(ada.updates) <= set(eve.updates)


async def test_of_each_client_only_the_newest_awareness_goes_out(server: str) -> None:
    """[FL3]: a moving cursor costs a room no more than it can take."""
    async with AsyncExitStack() as stack:
        ada, bob, *_ = [
            await stack.enter_async_context(Client.joined(f"{server}/r", client_id=client))
            for client in range(1, 21)
        ]
        for clock in range(1, 201):
            ada.announce(clock, b'{"line":%d}' % clock)
        await bob.until(lambda: bob.states.get(1) == (200, b'{"line":200}'))
        assert bob.awareness_messages < 100
        await ada.settle()
        assert 1 not in ada.states
