"""A person in a call: what they do, and what their browser says that it sends and receives."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

from people import INIT_SCRIPT, WAIT_MS, Person
from playwright.async_api import Browser, expect
from product import Product

# What one person gets from another: by kind, the figures of getStats that can only grow.
RECEIVED = """async (name) => {
  const call = window.__coterieTest.call;
  const peer = call?.getSnapshot().peers.find(({ member }) => member.name === name);
  const pc = peer && call.connectionOf(peer.member.peer);
  if (!pc) return null;
  const kinds = new Map(Object.entries(peer.tracks).map(([kind, { id }]) => [id, kind]));
  const out = { state: peer.state, failure: peer.failure, path: peer.stats.path,
    microphone: 0, 'screen-audio': 0, camera: 0, screen: 0, height: 0 };
  (await pc.getStats()).forEach((entry) => {
    if (entry.type !== 'inbound-rtp') return;
    const kind = kinds.get(entry.trackIdentifier);
    if (!kind) return;
    out[kind] = entry.kind === 'audio' ? entry.totalAudioEnergy : entry.framesDecoded ?? 0;
    if (kind === 'camera') out.height = entry.frameHeight ?? 0;
  });
  return out;
}"""
SENT = """async (name) => {
  const call = window.__coterieTest.call;
  const peer = call?.getSnapshot().peers.find(({ member }) => member.name === name);
  const pc = peer && call.connectionOf(peer.member.peer);
  if (!pc) return null;
  const out = { audio: 0, video: 0, height: 0 };
  (await pc.getStats()).forEach((entry) => {
    if (entry.type !== 'outbound-rtp') return;
    out[entry.kind] += entry.packetsSent;
    if (entry.kind === 'video') out.height = Math.max(out.height, entry.frameHeight ?? 0);
  });
  return out;
}"""
PEERS = "() => window.__coterieTest.call.getSnapshot().peers.map(({ member }) => member.name)"
LIVE_TRACKS = """() => {
  const { microphone, camera, screen, screenAudio } = window.__coterieTest.call.media.getSnapshot();
  return [microphone, camera, screen, screenAudio].filter((t) => t?.readyState === 'live').length;
}"""
# Figures are read this often; each wait has an end of its own.
LOOK_SECONDS = 0.2

Figures = dict[str, Any]


class Caller(Person):
    """One browser profile, in a call."""

    # -- what they do

    async def open_call(self) -> None:
        """Shows the panel, with the green room in it."""
        green_room = self.page.get_by_test_id("green-room").or_(self.page.get_by_test_id("call"))
        if not await green_room.first.is_visible():
            await self.page.get_by_test_id("call-button").click()
        await expect(green_room.first).to_be_visible()

    async def join_call(self, *, camera: bool = True, microphone: bool = True) -> None:
        await self.open_call()
        for kind, wish in (("microphone", microphone), ("camera", camera)):
            button = self.page.get_by_test_id(f"wish-{kind}")
            if await button.get_attribute("data-on") != str(wish).lower():
                await button.click()
        await self.page.get_by_test_id("join-call").click()
        await expect(self.page.get_by_test_id("call")).to_be_visible()

    async def set_viewers_talk(self, talk: bool) -> None:
        """As the owner, in the room's settings."""
        await self.page.get_by_test_id("room-menu").click()
        await self.page.get_by_test_id("room-settings").click()
        await self.page.get_by_label("Viewers in calls").select_option("talk" if talk else "listen")
        await self.page.get_by_test_id("save-settings").click()
        await expect(self.page.get_by_test_id("settings-dialog")).to_have_count(0)

    async def press_in_call(self, test_id: str) -> None:
        await self.page.get_by_test_id(test_id).click()

    # -- what they get

    async def from_(self, name: str) -> Figures:
        """What their browser has received from somebody so far; empty where there is nobody."""
        figures: Figures | None = await self.page.evaluate(RECEIVED, name)
        return figures or {}

    async def to(self, name: str) -> Figures:
        """What their browser has sent to somebody so far."""
        figures: Figures | None = await self.page.evaluate(SENT, name)
        return figures or {}

    async def peers(self) -> list[str]:
        names: list[str] = await self.page.evaluate(PEERS)
        return sorted(names)

    async def gets(self, kind: str, name: str) -> None:
        """Waits until media of a kind arrive from somebody and go on arriving."""
        await self.grows(kind, name, 0.0001 if kind in ("microphone", "screen-audio") else 3)

    async def sees_and_hears(self, name: str) -> None:
        await self.gets("microphone", name)
        await self.gets("camera", name)

    async def grows(self, kind: str, name: str, by: float) -> None:
        start: float | None = None
        async with asyncio.timeout(WAIT_MS / 1_000):
            while True:
                value = (await self.from_(name)).get(kind, 0)
                # A new connection counts from nothing again.
                start = value if start is None else min(start, value)
                if value >= start + by:
                    return
                await asyncio.sleep(LOOK_SECONDS)

    async def stops_getting(self, kind: str, name: str) -> None:
        """Waits until media of a kind no longer arrive: none for a second."""
        async with asyncio.timeout(WAIT_MS / 1_000):
            while True:
                before = (await self.from_(name)).get(kind, 0)
                await asyncio.sleep(1)
                if (await self.from_(name)).get(kind, 0) - before < 1e-6:
                    return

    async def peers_are(self, *names: str) -> None:
        async with asyncio.timeout(WAIT_MS / 1_000):
            while await self.peers() != sorted(names):
                await asyncio.sleep(LOOK_SECONDS)

    async def peer_is(self, name: str, state: str) -> None:
        async with asyncio.timeout(2 * WAIT_MS / 1_000):
            while (await self.from_(name)).get("state") != state:
                await asyncio.sleep(LOOK_SECONDS)

    async def live_tracks(self) -> int:
        """Devices and screens that are open just now."""
        count: int = await self.page.evaluate(LIVE_TRACKS)
        return count


@contextlib.asynccontextmanager
async def room_of(
    browser: Browser, product: Product, *names: str, script: str = ""
) -> AsyncIterator[list[Caller]]:
    """People in one room, the first of them its owner."""
    async with contextlib.AsyncExitStack() as stack:
        people = [
            await stack.enter_async_context(
                Caller.arriving(browser, product.url, name, script=INIT_SCRIPT + script)
            )
            for name in names
        ]
        link = await people[0].create_room()
        for person in people[1:]:
            await person.open(link)
        yield people
