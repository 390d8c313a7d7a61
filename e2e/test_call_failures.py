"""What goes wrong with calls has a name and a way on; nobody sees a silent black tile."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from callers import Caller, room_of
from chromium import MEDIA_FLAGS, launched
from client import Client
from people import INIT_SCRIPT
from playwright.async_api import Browser, expect
from product import Product

ELSEWHERE = "coterie.test"
IN_USE = """
navigator.mediaDevices.getUserMedia = () =>
  Promise.reject(new DOMException('Could not start video source', 'NotReadableError'));
"""
SILENCED = """
const play = HTMLMediaElement.prototype.play;
window.addEventListener('click', ({ target }) => {
  if (target.closest('[data-testid=hear]')) HTMLMediaElement.prototype.play = play;
}, true);
HTMLAudioElement.prototype.play = function () {
  return HTMLMediaElement.prototype.play === play
    ? play.call(this) : Promise.reject(new DOMException('no gesture', 'NotAllowedError'));
};
HTMLMediaElement.prototype.play = function () {
  return this instanceof HTMLVideoElement
    ? play.call(this) : Promise.reject(new DOMException('no gesture', 'NotAllowedError'));
};
"""


@contextlib.asynccontextmanager
async def alone(
    browser: Browser, base: str, name: str = "Ada", script: str = ""
) -> AsyncIterator[Caller]:
    async with Caller.arriving(browser, base, name, script=INIT_SCRIPT + script) as person:
        await person.create_room()
        yield person


async def fails_with(person: Caller, failure: str) -> None:
    """Their wish for a microphone was refused for this reason; the call goes on without."""
    notice = person.page.get_by_test_id("media-failure").first
    await expect(notice).to_have_attribute("data-failure", failure)
    await expect(person.page.get_by_test_id("call")).to_be_visible()
    await notice.get_by_role("button").click()
    await expect(person.page.get_by_test_id("media-failure")).to_have_count(0)


async def test_permission_denied(product: Product) -> None:
    # Headless, a question that nobody is allowed to answer is a no.
    async with (
        launched("--use-fake-device-for-media-stream", "--deny-permission-prompts") as browser,
        alone(browser, product.url) as ada,
    ):
        await ada.join_call(camera=False)
        await fails_with(ada, "permission-denied")


async def test_no_device(product: Product) -> None:
    none = "--use-fake-device-for-media-stream=device-count=0"
    async with (
        launched(none, "--use-fake-ui-for-media-stream") as browser,
        alone(browser, product.url) as ada,
    ):
        await ada.open_call()
        await ada.page.get_by_test_id("wish-camera").click()
        notice = ada.page.get_by_test_id("media-failure")
        await expect(notice).to_have_attribute("data-failure", "no-device")


async def test_a_device_that_another_program_has(product: Product) -> None:
    async with (
        launched(*MEDIA_FLAGS) as browser,
        alone(browser, product.url, script=IN_USE) as ada,
    ):
        await ada.join_call(camera=False)
        await fails_with(ada, "device-in-use")


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Product]:
    """A product that is reached under a name, without HTTPS."""
    product = Product(tmp_path, environment={"ALLOWED_HOSTS": f"{ELSEWHERE},127.0.0.1"})
    product.start()
    yield product
    product.close()


async def test_a_page_without_https(elsewhere: Product) -> None:
    base = f"http://{ELSEWHERE}:{urlsplit(elsewhere.url).port}"
    async with (
        launched(*MEDIA_FLAGS, f"--host-resolver-rules=MAP {ELSEWHERE} 127.0.0.1") as browser,
        alone(browser, base) as ada,
    ):
        await ada.join_call(camera=False)
        await fails_with(ada, "insecure-context")


async def test_a_page_that_may_not_be_heard_yet(product: Product) -> None:
    async with (
        launched(*MEDIA_FLAGS) as browser,
        room_of(browser, product, "Ada", "Bob", script=SILENCED) as (ada, bob),
    ):
        await asyncio.gather(ada.join_call(), bob.join_call())
        hear = ada.page.get_by_test_id("hear")
        await expect(hear).to_be_visible()
        await hear.click()
        await expect(hear).to_have_count(0)
        await ada.gets("microphone", "Bob")


async def test_the_seventh_takes_part_by_voice(product: Product) -> None:
    """[CA3]"""
    room = product.room_create()
    socket = f"{product.url.replace('http', 'ws')}/ws/{room}?coterie=1"
    async with contextlib.AsyncExitStack() as stack:
        for number in range(1, 7):
            client = await stack.enter_async_context(Client.joined(socket, client_id=number))
            call = {"peer": f"{number:016x}", "seat": number, "audio": True, "video": True}
            state = {"user": {"name": f"P{number}"}, "call": {**call, "screen": False}}
            client.announce(1, json.dumps(state).encode())
        browser = await stack.enter_async_context(launched(*MEDIA_FLAGS))
        ada = await stack.enter_async_context(Caller.arriving(browser, product.url, "Ada"))
        await ada.open(f"{product.url}/room/{room}")
        await ada.open_call()
        await expect(ada.page.get_by_test_id("seats-taken")).to_be_visible()
        await expect(ada.page.get_by_test_id("wish-camera")).to_have_count(0)
        await ada.page.get_by_test_id("join-call").click()
        await expect(ada.page.get_by_test_id("call-tile")).to_have_count(6)
        await expect(ada.page.get_by_test_id("camera-button")).to_have_count(0)
        await expect(ada.page.get_by_test_id("microphone-button")).to_be_visible()
        await ada.eventually(
            "async () => window.__coterieTest.call.media.getSnapshot().microphone !== null"
        )
        assert await ada.live_tracks() == 1
        # A seat that gets free is hers.
        await stack.enter_async_context(leaving(client))
        await expect(ada.page.get_by_test_id("camera-button")).to_be_visible()


@contextlib.asynccontextmanager
async def leaving(client: Client) -> AsyncIterator[None]:
    client.announce(2, b'{"user":{"name":"P6"}}')
    yield


async def test_an_answer_without_relay_where_only_relays_are_allowed(tmp_path: Path) -> None:
    """Nothing to connect by: said, not a black tile."""
    settings = {
        "COTERIE_TURN_URLS": "turn:127.0.0.1:9?transport=tcp",
        "COTERIE_TURN_SECRET": "a secret that nobody knows",
        "COTERIE_ICE_TRANSPORT": "relay",
    }
    product = Product(tmp_path, environment=settings)
    try:
        product.start()
        async with (
            launched(*MEDIA_FLAGS) as browser,
            room_of(browser, product, "Ada", "Bob") as (ada, bob),
        ):
            await asyncio.gather(ada.join_call(), bob.join_call())
            failure = ada.page.get_by_test_id("peer-failure")
            await expect(failure).to_have_attribute("data-failure", "relay-unreachable")
    finally:
        product.close()
