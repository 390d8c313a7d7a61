"""Separate networks, and the relay that joins them: what the tests of calls rest on."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import networks
import pytest
import pytest_asyncio
import turn_server
from bare_peer import ADDRESS_FLAGS, BarePeer, ice_server
from chromium import FLAGS, MEDIA_FLAGS, chromium
from networks import Host, Networks
from playwright.async_api import Browser, BrowserType, async_playwright
from turn_server import TurnServer

PRODUCTION = (Path(__file__).parents[1] / "deploy" / "coturn" / "turnserver.conf").read_text()
# The test's certificate is signed by itself.
TLS_FLAGS = ["--ignore-certificate-errors"]


@pytest.fixture
def hosts() -> Iterator[Networks]:
    if reason := networks.why_not() or turn_server.why_not():
        pytest.skip(reason)
    with networks.networks() as made:
        yield made


@pytest.fixture
def relay(hosts: Networks) -> Iterator[TurnServer]:
    """On R, by the policy that production has."""
    with TurnServer(hosts.r.address, prefix=hosts.r.prefix, policy=PRODUCTION) as server:
        yield server


@pytest_asyncio.fixture
async def engine() -> AsyncIterator[BrowserType]:
    async with async_playwright() as playwright:
        yield playwright.chromium


async def browser_on(stack: AsyncExitStack, engine: BrowserType, host: Host) -> Browser:
    """A browser on a host, until the end of the block."""
    flags = [*FLAGS, *MEDIA_FLAGS, *ADDRESS_FLAGS, *TLS_FLAGS]
    browser = await engine.launch(executable_path=host.wrapper(chromium()), args=flags)
    stack.push_async_callback(browser.close)
    return browser


@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_only_the_host_between_is_reached(hosts: Networks, transport: str) -> None:
    with (
        TurnServer(hosts.r.address, prefix=hosts.r.prefix) as between,
        TurnServer(hosts.b.address, prefix=hosts.b.prefix) as beyond,
    ):
        assert between.answers(transport, hosts.a.prefix)
        assert between.answers(transport, hosts.b.prefix)
        assert beyond.answers(transport, hosts.b.prefix)
        assert not beyond.answers(transport, hosts.a.prefix)


def test_nothing_of_it_stays() -> None:
    if reason := networks.why_not():
        pytest.skip(reason)
    names: set[str] = set()
    with pytest.raises(KeyError, match="stop"):
        fail_inside(names)
    assert len(names) == 3
    assert not names & namespaces()


def fail_inside(names: set[str]) -> None:
    """Fails in the middle, and leaves the names of the hosts that there were."""
    with networks.networks() as made:
        names |= {host.name for host in (made.a, made.b, made.r)} & namespaces()
        raise KeyError("stop")


def namespaces() -> set[str]:
    return {path.name for path in Path("/run/netns").iterdir()}


@pytest.mark.parametrize("way", ["udp", "tcp", "tls"])
async def test_the_relay_joins_separate_networks(
    hosts: Networks, relay: TurnServer, engine: BrowserType, way: str
) -> None:
    url = {"udp": relay.urls[0], "tcp": relay.urls[1], "tls": relay.tls_url}[way]
    servers = [ice_server(relay.secret, [url])]
    async with AsyncExitStack() as stack:
        ada = await BarePeer.on(await browser_on(stack, engine, hosts.a), servers, offers=True)
        bob = await BarePeer.on(await browser_on(stack, engine, hosts.b), servers)
        await ada.call(bob)
        assert await ada.end() == await bob.end() == "connected"
        await bob.sees()
        assert "relay" in await ada.path()
        assert "relay" in await bob.path()


async def test_without_the_relay_they_stay_apart(hosts: Networks, engine: BrowserType) -> None:
    async with AsyncExitStack() as stack:
        at_a = await browser_on(stack, engine, hosts.a)
        at_b = await browser_on(stack, engine, hosts.b)
        at_r = await browser_on(stack, engine, hosts.r)
        # The same two ends do connect where there is a way.
        ada, between = await BarePeer.on(at_a, [], offers=True), await BarePeer.on(at_r, [])
        await ada.call(between)
        assert await ada.end() == await between.end() == "connected"
        assert "relay" not in await ada.path()

        ada, bob = await BarePeer.on(at_a, [], offers=True), await BarePeer.on(at_b, [])
        await ada.call(bob)
        assert await ada.end() == "failed"
        assert await bob.end() == "failed"
