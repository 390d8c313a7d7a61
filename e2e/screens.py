"""Takes a picture of every state of the pages, wide and phone, light and dark: `make screens`.

To look at, not to compare: three of them are in the README.
"""

import asyncio
import itertools
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
from callers import Caller
from chromium import FLAGS, MEDIA_FLAGS, chromium
from people import INIT_SCRIPT, Person
from playwright.async_api import Browser, Error, ViewportSize, async_playwright, expect
from product import Product

LAUNCHER = Path(__file__).with_name("shifted.py")
SIZES: dict[str, ViewportSize] = {
    "wide": {"width": 1440, "height": 900},
    "phone": {"width": 390, "height": 844},
}
LONG_NAME = "Konstantin-Alexander von Hohenberg-Maier"
HOUR = 3_600
CODE = '''def median(values: list[float]) -> float:
    """The middle of the sorted values."""
    ordered = sorted(values)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2
'''

AT_REST = """async () => {
  await document.fonts.ready;
  const moving = document.getAnimations();
  const ending = moving.filter(({ effect }) => effect.getTiming().iterations !== Infinity);
  await Promise.allSettled(ending.map(({ finished }) => finished));
}"""


class Studio:
    """One browser look, and the people whose pages are pictured in it."""

    def __init__(self, browser: Browser, product: Product, size: str, scheme: str, out: Path):
        self.browser = browser
        self.product = product
        self.size = size
        self.scheme = scheme
        self.out = out

    @asynccontextmanager
    async def person(self, name: str) -> AsyncIterator[Caller]:
        context = await self.browser.new_context(
            viewport=SIZES[self.size],
            color_scheme="dark" if self.scheme == "dark" else "light",
            permissions=["clipboard-read", "clipboard-write"],
            reduced_motion="reduce",
        )
        await context.add_init_script(INIT_SCRIPT)
        yield Caller(await context.new_page(), self.product.url, name)
        await context.close()

    async def shoot(self, person: Person, name: str) -> None:
        """The picture, once nothing is loading or moving."""
        await expect(person.page.locator(".skeleton").filter(visible=True)).to_have_count(0)
        await person.page.wait_for_load_state("networkidle")
        await person.page.evaluate(AT_REST)
        await person.page.screenshot(path=self.out / f"{name}-{self.size}-{self.scheme}.png")

    def clock(self, seconds: float) -> None:
        Path(os.environ["CLOCK_AHEAD"]).write_text(str(seconds))


Scene = Callable[[Studio, Caller, Caller], Coroutine[Any, Any, None]]


async def home(studio: Studio, ada: Person, _bob: Person) -> None:
    await ada.page.goto(ada.base)
    await studio.shoot(ada, "home-new")
    await ada.create_room(room_name="Interview: medians")
    await ada.create_room(room_name="An afternoon with a very long name that does not fit anywhere")
    async with httpx.AsyncClient(base_url=ada.base) as http:
        for name in ("Algorithms, group 3", "Incident 4711: queue is full"):
            await http.post("/api/rooms/", json={"name": name, "visibility": "public"})
    await ada.page.goto(ada.base)
    await studio.shoot(ada, "home-known")
    await ada.page.goto(f"{ada.base}/nowhere")
    await studio.shoot(ada, "page-not-found")
    await ada.page.goto(f"{ada.base}/room/nope")
    await studio.shoot(ada, "room-not-found")


async def room(studio: Studio, ada: Person, bob: Person) -> None:
    link = await ada.create_room(room_name="Interview: medians")
    await ada.paste(CODE)
    await bob.page.goto(link)
    await expect(bob.page.get_by_label("Your name")).to_be_visible()
    await studio.shoot(bob, "join")
    bob.name = LONG_NAME if studio.scheme == "dark" else "Grace Hopper"
    await bob.open(link)
    await bob.press("Control+Home", "ArrowDown", "ArrowDown", "Shift+End")
    await expect(ada.page.locator(".peer-selection").first).to_be_attached()
    await studio.shoot(ada, "room")
    await ada.page.get_by_role("button", name="Share", exact=True).click()
    await expect(ada.page.get_by_test_id("share-qr")).to_be_visible()
    await studio.shoot(ada, "share")
    await ada.page.keyboard.press("Escape")
    await ada.page.get_by_test_id("room-menu").click()
    await expect(ada.page.get_by_test_id("room-settings")).to_be_visible()
    await studio.shoot(ada, "menu")
    await ada.page.get_by_test_id("room-settings").click()
    await expect(ada.page.get_by_test_id("save-settings")).to_be_visible()
    await studio.shoot(ada, "settings")
    await ada.page.keyboard.press("Escape")
    if studio.size == "phone":
        await ada.page.get_by_test_id("people-button").filter(visible=True).click()
        await expect(ada.participants).to_be_visible()
        await studio.shoot(ada, "people-sheet")


async def troubles(studio: Studio, ada: Person, bob: Person) -> None:
    link = await ada.create_room(room_name="Interview: medians")
    await ada.paste(CODE)
    await ada.is_saved()
    await bob.open(link)
    key = await ada.page.evaluate(
        "() => JSON.parse(localStorage.getItem("
        "`coterie:room:${location.pathname.split('/')[2]}:owner-key`))"
    )
    owner = {"Authorization": f"Bearer {key}"}
    async with httpx.AsyncClient(base_url=ada.base, headers=owner) as http:
        users = f"/api/rooms/{link.rsplit('/', 1)[1]}/users/"
        ids = {u["username"]: u["user_id"] for u in (await http.get(users)).json()["users"]}
        await bob.page.context.set_offline(True)
        await expect(bob.badge).to_have_attribute("data-state", "offline")
        await bob.type("# written on a train\n")
        await studio.shoot(bob, "offline")
        answer = await http.patch(f"{users}{ids['Bob']}/", json={"role": "viewer"})
        answer.raise_for_status()
    await bob.page.context.set_offline(False)
    await expect(bob.badge).to_have_attribute("data-state", "read-only")
    await expect(bob.page.get_by_test_id("stranded")).to_be_visible()
    await studio.shoot(bob, "made-viewer-with-unsent")
    studio.clock(12 * HOUR - 60)
    await ada.is_heard_of(12 * HOUR - 60)
    studio.clock(12 * HOUR + 26 * 60)
    for person, name in ((ada, "closing-owner"), (bob, "closing-guest")):
        await expect(person.page.get_by_test_id("closing-banner")).to_be_visible()
        await studio.shoot(person, name)
    studio.clock(0)


async def ends(studio: Studio, ada: Person, bob: Person) -> None:
    link = await ada.create_room(room_name="Interview: medians")
    await ada.paste(CODE)
    await bob.open(link)
    studio.product.kill()
    await bob.type("# while it is away\n")
    await expect(bob.badge).to_have_attribute("data-state", "offline")
    await studio.shoot(bob, "server-away")
    await bob.page.get_by_role("link", name="Leave the room").click()
    await studio.shoot(bob, "leave-unsaved")
    await bob.page.keyboard.press("Escape")
    studio.product.start()
    await bob.is_saved()
    row = ada.page.get_by_test_id("participant").filter(has_text="Bob", visible=True)
    if studio.size == "phone":
        await ada.page.get_by_test_id("people-button").filter(visible=True).click()
    await row.get_by_test_id("remove-participant").click()
    await studio.shoot(ada, "remove-dialog")
    await ada.page.get_by_role("dialog").get_by_role("button", name="Remove").last.click()
    await expect(bob.page.get_by_test_id("room-ended")).to_be_visible()
    await studio.shoot(bob, "removed")
    async with httpx.AsyncClient(base_url=ada.base) as http:
        full = (await http.post("/api/rooms/", json={"max_participants": 1})).json()["id"]
        await http.post(f"/api/rooms/{full}/join/", json={"username": "First"})
    await bob.page.goto(f"{ada.base}/room/{full}")
    join = bob.page.get_by_label("Your name")
    if await join.is_visible():
        await join.press("Enter")
    await bob.page.wait_for_load_state("networkidle")
    await studio.shoot(bob, "full")


async def call(studio: Studio, ada: Caller, bob: Caller) -> None:
    link = await ada.create_room(room_name="Interview: medians")
    await ada.paste(CODE)
    bob.name = LONG_NAME if studio.scheme == "dark" else "Grace Hopper"
    await bob.open(link)
    await bob.open_call()
    await studio.shoot(bob, "green-room")
    await ada.join_call()
    await studio.shoot(ada, "call-alone")
    await bob.page.get_by_text("Devices and connection").click()
    await bob.page.get_by_test_id("try-devices").click()
    await bob.page.get_by_test_id("test-connection").click()
    await expect(bob.page.get_by_test_id("route-host")).to_be_visible()
    await studio.shoot(bob, "green-room-tested")
    await bob.join_call()
    await ada.sees_and_hears(bob.name)
    await studio.shoot(ada, "call")
    await bob.press_in_call("camera-button")
    await ada.press_in_call("call-devices")
    await studio.shoot(ada, "call-devices")
    await ada.press_in_call("call-devices")
    await bob.press_in_call("screen-button")
    await ada.gets("screen", bob.name)
    await ada.page.get_by_role("button", name="Show one large").click()
    await studio.shoot(ada, "call-screen")
    if studio.size == "phone":
        await ada.page.keyboard.press("Escape")
        await studio.shoot(ada, "call-behind")
    await bob.page.evaluate("() => window.__coterieTest.call.media.stop()")
    await bob.page.evaluate(
        "() => { navigator.mediaDevices.getUserMedia = () =>"
        " Promise.reject(new DOMException('', 'NotAllowedError')); }"
    )
    await bob.press_in_call("camera-button")
    await expect(bob.page.get_by_test_id("media-failure")).to_be_visible()
    await studio.shoot(bob, "call-denied")


async def assistant(studio: Studio, ada: Caller, bob: Caller) -> None:
    link = await ada.create_room(room_name="Interview: medians")
    await ada.paste(CODE + "\nprint(median([1, 2]).")
    await bob.open(link)
    await ada.press("Control+End", "Alt+\\")
    status = ada.page.get_by_test_id("suggestion-status")
    await expect(status).to_have_attribute("data-phase", "shown")
    await studio.shoot(ada, "suggestion")
    await ada.page.get_by_test_id("assistant-button").click()
    await studio.shoot(ada, "assistant")
    await ada.page.get_by_test_id("summarize").click()
    summary = ada.page.get_by_test_id("summary")
    await expect(summary).to_have_attribute("data-phase", "done")
    await studio.shoot(ada, "summary")


SCENES: tuple[Scene, ...] = (home, room, troubles, ends, call, assistant)


async def main(out: Path, wanted: list[str]) -> None:
    """Takes the pictures of the wanted scenes, or of all."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["CLOCK_AHEAD"] = str(Path(folder) / "ahead")
        async with AsyncExitStack() as stack:
            playwright = await stack.enter_async_context(async_playwright())
            browser = await playwright.chromium.launch(
                executable_path=chromium(), args=[*FLAGS, *MEDIA_FLAGS]
            )
            for n, (scene, size, scheme) in enumerate(
                itertools.product(SCENES, SIZES, ("light", "dark"))
            ):
                if wanted and scene.__name__ not in wanted:
                    continue
                product = Product(Path(folder) / str(n), LAUNCHER)
                studio = Studio(browser, product, size, scheme, out)
                studio.clock(0)
                product.start()
                try:
                    async with studio.person("Ada Lovelace") as ada, studio.person("Bob") as bob:
                        await scene(studio, ada, bob)
                except (Error, AssertionError, httpx.HTTPError) as error:
                    print(f"{scene.__name__} {size} {scheme}: {error}", file=sys.stderr)
                finally:
                    product.close()
            await browser.close()


if __name__ == "__main__":
    Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2:]))
