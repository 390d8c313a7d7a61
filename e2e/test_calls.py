"""Calls between real browsers; what arrives is read from getStats, not from the page's look."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest_asyncio
from callers import room_of
from chromium import MEDIA_FLAGS, launched
from playwright.async_api import Browser, expect
from product import Product

# A goodbye takes a message there; a loss is believed only after ten seconds.
AT_ONCE_SECONDS = 4

MARK = """(name) => {
  const call = window.__coterieTest.call;
  const peer = call.getSnapshot().peers.find(({ member }) => member.name === name);
  call.connectionOf(peer.member.peer).marked = true;
}"""
IS_MARKED = """(name) => {
  const call = window.__coterieTest.call;
  const peer = call.getSnapshot().peers.find(({ member }) => member.name === name);
  return call.connectionOf(peer.member.peer).marked === true;
}"""
# What both sides do at the same moment, so that both have offers under way.
RENEGOTIATE = """(name) => {
  const call = window.__coterieTest.call;
  const peer = call.getSnapshot().peers.find(({ member }) => member.name === name);
  const pc = call.connectionOf(peer.member.peer);
  pc.restartIce();
  return new Promise((resolve) => {
    const check = () => pc.signalingState === 'stable' && resolve();
    pc.addEventListener('signalingstatechange', check);
  });
}"""
# What the camera's sender really sends from, and what the other side counts.
SENT_FROM = """(name) => {
  const { call } = window.__coterieTest;
  const peer = call.getSnapshot().peers.find(({ member }) => member.name === name);
  const senders = call.connectionOf(peer.member.peer).getSenders();
  return senders.map(({ track }) => track?.getSettings().deviceId);
}"""
CONNECTIONS = """(name) => {
  const { call } = window.__coterieTest;
  const peer = call.getSnapshot().peers.find(({ member }) => member.name === name);
  return call.connectionOf(peer.member.peer);
}"""
RECEIVES = """async (pc) => {
  let count = 0;
  (await pc.getStats()).forEach((entry) => {
    if (entry.type === 'inbound-rtp') count += entry.packetsReceived;
  });
  return count;
}"""
CAMERA = "() => window.__coterieTest.call.media.getSnapshot().camera?.getSettings().deviceId"


@pytest_asyncio.fixture
async def browser() -> AsyncIterator[Browser]:
    async with launched(*MEDIA_FLAGS) as browser:
        yield browser


async def test_two_see_and_hear_each_other(browser: Browser, product: Product) -> None:
    async with room_of(browser, product, "Ada", "Bob") as (ada, bob):
        await ada.join_call()
        await expect(bob.page.get_by_test_id("call-button")).to_contain_text("1")
        await bob.join_call()
        await asyncio.gather(ada.sees_and_hears("Bob"), bob.sees_and_hears("Ada"))
        tile = bob.page.get_by_test_id("call-tile")
        await expect(tile).to_have_attribute("data-live", "true")
        # Typing goes on beside it.
        await ada.type("still here")
        await bob.sees_text("still here")
        await ada.press_in_call("leave-call")
        await bob.peers_are()
        assert await ada.live_tracks() == 0


async def test_three_in_one_call(browser: Browser, product: Product) -> None:
    async with room_of(browser, product, "Ada", "Bob", "Cy") as (ada, bob, cy):
        await ada.join_call()
        # At the same moment: both meet each other and Ada at once.
        await asyncio.gather(bob.join_call(), cy.join_call())
        await asyncio.gather(
            *(
                one.sees_and_hears(other.name)
                for one in (ada, bob, cy)
                for other in (ada, bob, cy)
                if one is not other
            )
        )
        # Of three, each sends the others a smaller picture than of two.
        assert 0 < (await ada.from_("Bob"))["height"] <= 360


async def test_both_offer_at_once(browser: Browser, product: Product) -> None:
    """[CA5]"""
    async with room_of(browser, product, "Ada", "Bob") as (ada, bob):
        await asyncio.gather(ada.join_call(), bob.join_call())
        await asyncio.gather(ada.sees_and_hears("Bob"), bob.sees_and_hears("Ada"))
        for _ in range(5):
            await asyncio.gather(
                ada.page.evaluate(RENEGOTIATE, "Bob"), bob.page.evaluate(RENEGOTIATE, "Ada")
            )
        # New m-lines from both sides, too.
        await asyncio.gather(ada.press_in_call("screen-button"), bob.press_in_call("screen-button"))
        await asyncio.gather(ada.gets("screen", "Bob"), bob.gets("screen", "Ada"))
        await asyncio.gather(ada.sees_and_hears("Bob"), bob.sees_and_hears("Ada"))


async def test_mute_and_camera(browser: Browser, product: Product) -> None:
    async with room_of(browser, product, "Ada", "Bob") as (ada, bob):
        await asyncio.gather(ada.join_call(), bob.join_call())
        await bob.sees_and_hears("Ada")
        tile = bob.page.get_by_test_id("call-tile")

        await ada.press_in_call("microphone-button")
        await bob.stops_getting("microphone", "Ada")
        await expect(tile.get_by_label("Muted")).to_be_visible()
        await ada.press_in_call("microphone-button")
        await bob.gets("microphone", "Ada")

        await ada.press_in_call("camera-button")
        await bob.stops_getting("camera", "Ada")
        await expect(tile).to_have_attribute("data-live", "false")
        assert await ada.live_tracks() == 1  # the light of the camera is off
        await ada.press_in_call("camera-button")
        await bob.gets("camera", "Ada")
        await expect(tile).to_have_attribute("data-live", "true")

        # On a phone the panel is a sheet; the call goes on beneath it, and says so.
        await ada.page.set_viewport_size({"width": 390, "height": 844})
        indicator = ada.page.get_by_test_id("call-indicator").filter(visible=True)
        await expect(indicator).to_have_attribute("data-seen", "true")
        assert await ada.page.evaluate("document.documentElement.scrollWidth") == 390
        await bob.sees_and_hears("Ada")


async def test_another_camera_while_in_the_call(browser: Browser, product: Product) -> None:
    async with room_of(browser, product, "Ada", "Bob") as (ada, bob):
        await asyncio.gather(ada.join_call(), bob.join_call())
        await bob.gets("camera", "Ada")
        await ada.press_in_call("call-devices")
        picker = ada.page.get_by_role("combobox", name="Camera")
        last = picker.locator("option").nth(3)
        other = await last.get_attribute("value")
        await picker.select_option(other)
        await ada.eventually(f"async (other) => ({CAMERA})() === other", other)
        assert other in await ada.page.evaluate(SENT_FROM, "Bob")
        await bob.gets("camera", "Ada")
        assert await ada.live_tracks() == 2


async def test_a_screen_is_shared_and_stopped(browser: Browser, product: Product) -> None:
    async with room_of(browser, product, "Ada", "Bob") as (ada, bob):
        await asyncio.gather(ada.join_call(), bob.join_call())
        await bob.gets("camera", "Ada")
        await ada.press_in_call("screen-button")
        await bob.gets("screen", "Ada")
        screen = bob.page.get_by_test_id("screen-tile")
        await expect(screen).to_have_attribute("data-live", "true")
        await bob.gets("camera", "Ada")
        await ada.press_in_call("stop-screen")
        await expect(screen).to_have_count(0)
        await bob.stops_getting("screen", "Ada")
        # Once more, in the same m-line.
        await ada.press_in_call("screen-button")
        await bob.gets("screen", "Ada")


async def test_one_reloads_the_page(browser: Browser, product: Product) -> None:
    async with room_of(browser, product, "Ada", "Bob") as (ada, bob):
        await asyncio.gather(ada.join_call(), bob.join_call())
        await asyncio.gather(ada.sees_and_hears("Bob"), bob.sees_and_hears("Ada"))
        await bob.page.reload()
        await ada.peers_are()
        await bob.is_ready()
        assert await bob.live_tracks() == 0  # nothing starts by itself
        await bob.join_call()
        await asyncio.gather(ada.sees_and_hears("Bob"), bob.sees_and_hears("Ada"))


async def test_the_server_restarts_and_media_go_on(browser: Browser, product: Product) -> None:
    """[CA2]"""
    async with room_of(browser, product, "Ada", "Bob") as (ada, bob):
        await asyncio.gather(ada.join_call(), bob.join_call())
        await asyncio.gather(ada.sees_and_hears("Bob"), bob.sees_and_hears("Ada"))
        for one, other in ((ada, "Bob"), (bob, "Ada")):
            await one.page.evaluate(MARK, other)
        product.kill()
        await expect(ada.badge).to_have_attribute("data-state", "offline")
        await asyncio.gather(ada.sees_and_hears("Bob"), bob.sees_and_hears("Ada"))
        product.start()
        await asyncio.gather(ada.is_saved(), bob.is_saved())
        await asyncio.gather(ada.sees_and_hears("Bob"), bob.sees_and_hears("Ada"))
        assert await ada.page.evaluate(IS_MARKED, "Bob")
        assert await bob.page.evaluate(IS_MARKED, "Ada")
        # And what needs the server works over it.
        await bob.press_in_call("screen-button")
        await ada.gets("screen", "Bob")


async def test_whoever_is_removed_is_out_of_the_call(browser: Browser, product: Product) -> None:
    """[RE1]"""
    async with room_of(browser, product, "Ada", "Bob", "Cy") as (ada, bob, cy):
        await ada.join_call()
        await asyncio.gather(bob.join_call(), cy.join_call())
        await asyncio.gather(ada.sees_and_hears("Bob"), cy.sees_and_hears("Bob"))
        tracks = await bob.page.evaluate_handle(
            "() => Object.values(window.__coterieTest.call.media.getSnapshot())"
            ".filter((value) => value instanceof MediaStreamTrack)"
        )
        connections = [
            await ada.page.evaluate_handle(CONNECTIONS, "Bob"),
            await bob.page.evaluate_handle(CONNECTIONS, "Ada"),
            await cy.page.evaluate_handle(CONNECTIONS, "Bob"),
        ]
        await ada.page.get_by_role("button", name="Remove Bob").click()
        await ada.page.get_by_test_id("confirm").click()
        await asyncio.gather(ada.peers_are("Cy"), cy.peers_are("Ada"))
        await expect(bob.editor).to_have_count(0)
        for connection in connections:
            assert await connection.evaluate("(pc) => pc.connectionState") == "closed"
        received = [await connection.evaluate(RECEIVES) for connection in connections]
        assert await tracks.evaluate("all => all.map((track) => track.readyState)") == ["ended"] * 2
        await ada.sees_and_hears("Cy")
        assert received == [await connection.evaluate(RECEIVES) for connection in connections]


async def test_leaving_the_room_leaves_the_call_at_once(browser: Browser, product: Product) -> None:
    """[CA2] Said, not found out: nobody waits ten seconds for one who went."""
    async with room_of(browser, product, "Ada", "Bob") as (ada, bob):
        await asyncio.gather(ada.join_call(), bob.join_call())
        await asyncio.gather(ada.sees_and_hears("Bob"), bob.sees_and_hears("Ada"))
        await bob.page.get_by_role("link", name="Leave the room").click()
        started = time.monotonic()
        await ada.peers_are()
        assert time.monotonic() - started < AT_ONCE_SECONDS
        await expect(ada.page.get_by_text("Bob left the call.")).to_be_visible()


async def test_push_to_talk(browser: Browser, product: Product) -> None:
    async with room_of(browser, product, "Ada", "Bob") as (ada, bob):
        await asyncio.gather(ada.join_call(), bob.join_call())
        await bob.gets("microphone", "Ada")
        await ada.press_in_call("call-devices")
        await ada.page.get_by_role("checkbox").check()
        await bob.stops_getting("microphone", "Ada")
        await ada.focus()
        await ada.page.keyboard.down("Alt")
        await ada.page.keyboard.down("KeyT")
        await bob.gets("microphone", "Ada")
        await ada.page.keyboard.up("KeyT")
        await ada.page.keyboard.up("Alt")
        await bob.stops_getting("microphone", "Ada")
        assert await ada.text() == ""  # the editor did not write it
        # By the button, too; and switched off again nobody is heard by surprise.
        button = await ada.page.get_by_test_id("microphone-button").bounding_box()
        assert button
        middle = button["x"] + button["width"] / 2, button["y"] + button["height"] / 2
        await ada.page.mouse.move(*middle)
        await ada.page.mouse.down()
        await bob.gets("microphone", "Ada")
        await ada.page.mouse.up()
        await bob.stops_getting("microphone", "Ada")
        await ada.page.get_by_role("checkbox").uncheck()
        await bob.stops_getting("microphone", "Ada")


async def test_a_pinned_tile_is_the_large_one(browser: Browser, product: Product) -> None:
    async with room_of(browser, product, "Ada", "Bob") as (ada, bob):
        await asyncio.gather(ada.join_call(), bob.join_call())
        await ada.sees_and_hears("Bob")
        await ada.page.get_by_role("button", name="Pin Bob").click()

        async def width(test_id: str) -> float:
            box = await ada.page.get_by_test_id(test_id).bounding_box()
            assert box
            return box["width"]

        assert await width("call-tile") > 1.5 * await width("self-tile")
        await expect(ada.page.get_by_test_id("call-tile")).to_have_attribute("data-live", "true")
        await ada.page.get_by_role("button", name="Unpin Bob").click()
        assert await width("call-tile") == await width("self-tile")


async def test_viewers_listen_where_the_owner_says_so(browser: Browser, product: Product) -> None:
    """[CA8]"""
    async with room_of(browser, product, "Ada", "Bob") as (ada, bob):
        await asyncio.gather(ada.join_call(), bob.join_call())
        await asyncio.gather(ada.sees_and_hears("Bob"), bob.sees_and_hears("Ada"))
        await ada.page.get_by_label("Role of Bob").select_option("viewer")
        await ada.set_viewers_talk(False)
        await ada.stops_getting("microphone", "Bob")
        await ada.stops_getting("camera", "Bob")
        assert await bob.live_tracks() == 0
        await expect(bob.page.get_by_test_id("microphone-button")).to_have_count(0)
        await bob.sees_and_hears("Ada")
        await ada.set_viewers_talk(True)
        await bob.press_in_call("microphone-button")
        await ada.gets("microphone", "Bob")
