"""The tests' own TURN server, on loopback and with real browsers."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
import turn_server
from bare_peer import BarePeer, Path, ice_server
from chromium import FLAGS, MEDIA_FLAGS, chromium
from playwright.async_api import Browser, async_playwright
from turn_server import TurnServer


@pytest.fixture
def server() -> Iterator[TurnServer]:
    if reason := turn_server.why_not():
        pytest.skip(reason)
    with TurnServer() as running:
        yield running


@pytest_asyncio.fixture
async def calling() -> AsyncIterator[Browser]:
    """A browser with a camera."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium(), args=[*FLAGS, *MEDIA_FLAGS]
        )
        yield browser
        await browser.close()


@pytest.mark.parametrize(("transport", "index"), [("udp", 0), ("tcp", 1)])
async def test_a_call_over_the_relay_alone(
    server: TurnServer, calling: Browser, transport: str, index: int
) -> None:
    servers = [ice_server(server.secret, [server.urls[index]])]
    ada = await BarePeer.on(calling, servers, offers=True, relay_only=True)
    bob = await BarePeer.on(calling, servers, relay_only=True)
    await ada.call(bob)
    assert await ada.end() == await bob.end() == "connected"
    await bob.sees()
    assert await ada.path() == Path("relay", "relay", transport)
    assert server.allocation_count == 2


async def test_a_relay_accounts_for_what_it_carried(server: TurnServer, calling: Browser) -> None:
    servers = [ice_server(server.secret, server.urls[:1])]
    ada = await BarePeer.on(calling, servers, offers=True, relay_only=True)
    bob = await BarePeer.on(calling, servers, relay_only=True)
    await ada.call(bob)
    await bob.sees()
    assert server.relayed_bytes == 0  # until an allocation ends
    await ada.hang_up()
    await server.has_relayed()


async def test_another_secret_is_refused(server: TurnServer, calling: Browser) -> None:
    servers = [ice_server("guessed", server.urls[:1])]
    ada = await BarePeer.on(calling, servers, offers=True, relay_only=True)
    bob = await BarePeer.on(calling, servers, relay_only=True)
    await ada.call(bob)
    assert await ada.hears_error(401) == server.urls[0]
    assert server.allocation_count == 0


async def test_it_comes_back_where_it_was(server: TurnServer) -> None:
    urls, secret = server.urls, server.secret
    assert server.answers("udp")
    server.stop()
    assert not server.answers("udp")
    assert not server.answers("tcp")
    server.start()
    assert server.answers("udp")
    assert server.answers("tcp")
    assert (server.urls, server.secret) == (urls, secret)
