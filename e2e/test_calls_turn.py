"""Calls through a real TURN server: what works, and how what does not work is named."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import networks
import pytest
import turn_server
from callers import Caller, room_of
from chromium import FLAGS, MEDIA_FLAGS, chromium, launched
from playwright.async_api import async_playwright, expect
from product import Product
from turn_server import TurnServer

# The promise: a refusal is named within this.
NAMED_SECONDS = 15


@pytest.fixture
def turn() -> Iterator[TurnServer]:
    if reason := turn_server.why_not():
        pytest.skip(reason)
    with TurnServer() as server:
        yield server


def environment(turn: TurnServer, **changes: str) -> dict[str, str]:
    return {
        "COTERIE_TURN_URLS": ",".join(turn.urls),
        "COTERIE_TURN_SECRET": turn.secret,
        "COTERIE_ICE_TRANSPORT": "relay",
        **changes,
    }


@contextlib.contextmanager
def product_with(data: Path, **settings: str) -> Iterator[Product]:
    product = Product(data, environment=settings)
    try:
        product.start()
        yield product
    finally:
        product.close()


@contextlib.asynccontextmanager
async def two_in(product: Product) -> AsyncIterator[list[Caller]]:
    async with launched(*MEDIA_FLAGS) as browser, room_of(browser, product, "Ada", "Bob") as two:
        yield two


@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_relays_alone_carry_a_call(turn: TurnServer, tmp_path: Path, transport: str) -> None:
    [url] = [url for url in turn.urls if url.endswith(transport)]
    with product_with(tmp_path, **environment(turn, COTERIE_TURN_URLS=url)) as product:
        async with two_in(product) as (ada, bob):
            await asyncio.gather(ada.join_call(), bob.join_call())
            await asyncio.gather(ada.sees_and_hears("Bob"), bob.sees_and_hears("Ada"))
            strength = ada.page.get_by_test_id("line-strength")
            await expect(strength).to_have_attribute("data-path", "relay")
    await turn.has_relayed()


async def test_a_refusal_by_the_relay_is_named(turn: TurnServer, tmp_path: Path) -> None:
    wrong = environment(turn, COTERIE_TURN_SECRET="not the secret of the relay")
    with product_with(tmp_path, **wrong) as product:
        async with two_in(product) as (ada, bob):
            await asyncio.gather(ada.join_call(), bob.join_call())
            started = time.monotonic()
            for one in (ada, bob):
                failure = one.page.get_by_test_id("peer-failure")
                await expect(failure).to_have_attribute("data-failure", "relay-refused")
                await expect(failure).to_contain_text("401")
            assert time.monotonic() - started < NAMED_SECONDS


async def test_a_relay_that_stops_is_named_and_used_again(turn: TurnServer, tmp_path: Path) -> None:
    with product_with(tmp_path, **environment(turn)) as product:
        async with two_in(product) as (ada, bob):
            await asyncio.gather(ada.join_call(), bob.join_call())
            await asyncio.gather(ada.sees_and_hears("Bob"), bob.sees_and_hears("Ada"))
            turn.stop()
            failure = ada.page.get_by_test_id("peer-failure")
            await expect(failure).to_have_attribute(
                "data-failure", "relay-unreachable", timeout=60_000
            )
            # The room does not need the relay.
            await ada.type("we still type")
            await bob.sees_text("we still type")
            turn.start()
            await asyncio.gather(ada.peer_is("Bob", "connected"), bob.peer_is("Ada", "connected"))
            await asyncio.gather(ada.sees_and_hears("Bob"), bob.sees_and_hears("Ada"))


async def test_the_green_room_tries_every_route(turn: TurnServer, tmp_path: Path) -> None:
    stun = turn.urls[0].replace("turn:", "stun:").partition("?")[0]
    settings = environment(turn, COTERIE_STUN_URLS=stun, COTERIE_ICE_TRANSPORT="all")
    with product_with(tmp_path, **settings) as product:
        async with two_in(product) as (ada, _):
            await ada.open_call()
            await ada.page.get_by_text("Devices and connection").click()

            async def routes(**states: str) -> None:
                await ada.page.get_by_test_id("test-connection").click()
                for route, state in states.items():
                    result = ada.page.get_by_test_id(f"route-{route}")
                    await expect(result).to_have_attribute("data-state", state)

            await routes(host="ok", stun="ok", turn="ok")
            turn.stop()
            await routes(host="ok", stun="failed", turn="failed")
            await expect(ada.page.get_by_test_id("route-turn")).to_contain_text("does not answer")


async def test_only_the_relay_joins_two_networks(tmp_path: Path) -> None:
    """A and B reach R, where the product and the relay are, and never each other."""
    if reason := networks.why_not() or turn_server.why_not():
        pytest.skip(reason)
    with (
        networks.networks() as hosts,
        TurnServer(hosts.r.address, prefix=hosts.r.prefix) as turn,
        contextlib.closing(
            Product(
                tmp_path,
                environment=environment(turn, COTERIE_ICE_TRANSPORT="all"),
                address=hosts.r.address,
                prefix=hosts.r.prefix,
            )
        ) as product,
    ):
        product.start()
        # Devices are for secure pages only; there is no certificate for these hosts.
        flags = [*FLAGS, *MEDIA_FLAGS, f"--unsafely-treat-insecure-origin-as-secure={product.url}"]
        async with async_playwright() as playwright, contextlib.AsyncExitStack() as stack:
            people = []
            for host, name in ((hosts.a, "Ada"), (hosts.b, "Bob")):
                browser = await playwright.chromium.launch(
                    executable_path=host.wrapper(chromium()), args=flags
                )
                stack.push_async_callback(browser.close)
                arriving = Caller.arriving(browser, product.url, name)
                people.append(await stack.enter_async_context(arriving))
            ada, bob = people
            await bob.open(await ada.create_room())
            await asyncio.gather(ada.join_call(), bob.join_call())
            await asyncio.gather(ada.sees_and_hears("Bob"), bob.sees_and_hears("Ada"))
            await expect(ada.page.get_by_test_id("line-strength")).to_have_attribute(
                "data-path", "relay"
            )
        assert turn.allocation_count > 0
