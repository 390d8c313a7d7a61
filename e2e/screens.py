"""Takes a picture of every state of the pages, wide and phone, light and dark: `make screens`.

To look at, not to compare: three of them are in the README.
"""

import asyncio
import itertools
import os
import sys
import tempfile
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import httpx
from callers import Caller
from chromium import FLAGS, MEDIA_FLAGS, chromium
from operators import administrator_make, log_in
from owner_page import make_invite, open_settings, rotate_link, set_locked, set_password
from people import Person
from playwright.async_api import Error, async_playwright, expect
from product import Product
from studio import SIZES, Studio

LAUNCHER = Path(__file__).with_name("shifted.py")
# The widths at which something gives way, beside the two sizes of every state.
WIDTHS = {"wide": (768, 1024, 1280, 1920), "phone": (360,)}
LONG_NAME = "Konstantin-Alexander von Hohenberg-Maier"
LONG_ROOM_NAME = (
    "Interview with the second candidate for the storage team: medians, queues and a map"
)
HOUR = 3_600
# Wrong ones from one address, after which the server wants a wait.
PASSWORD_TRIES = 20
CODE = '''def median(values: list[float]) -> float:
    """The middle of the sorted values."""
    ordered = sorted(values)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2
'''

OWNER_KEY = """() => JSON.parse(
  localStorage.getItem(`coterie:room:${location.pathname.split('/')[2]}:owner-key`)
)"""

CHAT = (
    "Morning! Does `sorted(values)` copy the list?",
    "I would rather do this, it is from https://docs.python.org/3/library/statistics.html",
    "```python\ndef median(values: list[float]) -> float:\n    values.sort()\n"
    "    middle = len(values) // 2\n    return values[middle] if len(values) % 2 else"
    " sum(values[middle - 1 : middle + 1]) / 2\n```",
    "\n".join(f"{number}. something to look at later" for number in range(1, 41)),
    "And what if somebody types \u202egnp.elif\u202c here?",
)

PATHS = """from heapq import heappop, heappush


def shortest(graph: Graph, start: Node) -> dict[Node, float]:
    best = {start: 0.0}
    queue = [(0.0, start)]
    while queue:
        cost, node = heappop(queue)
        if cost > best[node]:
            continue
        for other, step in graph[node]:
            if cost + step < best.get(other, INFINITY):
                best[other] = cost + step
                heappush(queue, (cost + step, other))
    return best
"""

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
        await ada.page.get_by_test_id("people-button").click()
        await expect(ada.participants.get_by_test_id("role-menu")).to_be_visible()
        await studio.shoot(ada, "people-sheet")


async def owner(studio: Studio, ada: Person, bob: Person) -> None:
    """The owner's settings, page by page."""
    await ada.create_room(room_name="Interview: medians")
    await ada.paste(CODE)
    await make_invite(ada, "viewer")
    await set_password(ada, "correct horse")
    await set_locked(ada, True)
    await studio.shoot(ada, "locked-owner")
    for tab in ("access", "links", "lifetime", "ownership"):
        dialog = await open_settings(ada, tab)
        if tab == "links":
            await dialog.get_by_test_id("revoke-invite").click()
        if tab == "ownership":
            await studio.shoot(ada, "settings-ownership")
            await dialog.get_by_test_id("offer-transfer").click()
            await expect(dialog.get_by_test_id("transfer-left")).to_be_visible()
            link = await dialog.get_by_test_id("transfer-link").input_value()
            await bob.page.goto(link)
            await expect(bob.page.get_by_test_id("become-owner")).to_be_visible()
            await studio.shoot(bob, "take-over")
            await bob.page.goto(f"{link.split('#')[0]}?#own=none")
            await bob.page.get_by_test_id("become-owner").click()
            await studio.shoot(bob, "take-over-invalid")
        await studio.shoot(ada, f"settings-{tab}{'-link' if tab == 'ownership' else ''}")
        await ada.page.keyboard.press("Escape")
    dialog = await open_settings(ada, "links")
    await dialog.get_by_test_id("create-invite").click()
    await dialog.get_by_test_id("invite-link").scroll_into_view_if_needed()
    await studio.shoot(ada, "settings-links-new")
    await ada.page.keyboard.press("Escape")
    if studio.size == "wide":
        await ada.page.get_by_test_id("rename-room").click()
        await studio.shoot(ada, "rename")


async def doors(studio: Studio, ada: Person, bob: Person) -> None:
    """What stands before a room that does not let everybody in."""
    link = await ada.create_room(room_name="Interview: medians")
    await set_password(ada, "correct horse")
    await bob.page.goto(link)
    password = bob.page.get_by_test_id("room-password")
    await expect(password).to_be_visible()
    await studio.shoot(bob, "password")
    async with httpx.AsyncClient(base_url=ada.base) as http:
        join = f"/api/rooms/{link.rsplit('/', 1)[1]}/join/"
        await password.fill("a wrong horse")
        await password.press("Enter")
        await expect(bob.page.get_by_test_id("password-card")).to_contain_text("not the password")
        await studio.shoot(bob, "password-wrong")
        for _ in range(PASSWORD_TRIES):
            await http.post(join, json={"username": "Eve", "password": "a wrong horse"})
    await password.fill("another horse")
    await password.press("Enter")
    await expect(bob.page.get_by_test_id("unlock-room")).to_contain_text("Try again in")
    await studio.shoot(bob, "password-tries")
    await set_locked(ada, True)
    await bob.page.goto(link)
    await expect(bob.page.get_by_test_id("room-ended")).to_be_visible()
    await studio.shoot(bob, "locked")
    await rotate_link(ada, everybody_out=False)
    await bob.page.goto(link)
    await expect(bob.page.get_by_test_id("room-ended")).to_be_visible()
    await studio.shoot(bob, "link-closed")
    await ada.page.get_by_test_id("share-button").click()
    await expect(ada.page.get_by_test_id("share-guarded")).to_be_visible()
    await studio.shoot(ada, "share-guarded")
    await ada.page.keyboard.press("Escape")
    await ada.page.get_by_test_id("room-menu").click()
    await ada.page.get_by_test_id("forget-room").click()
    await expect(ada.page.get_by_test_id("confirm")).to_be_visible()
    await studio.shoot(ada, "forget")


async def widths(studio: Studio, ada: Caller, bob: Caller) -> None:
    """The bar with a long name, in a call, and everybody's panels open."""
    link = await ada.create_room(room_name=LONG_ROOM_NAME, language="javascript")
    await ada.paste(CODE)
    await bob.open(link)
    await ada.join_call(camera=False)
    await bob.join_call(camera=False)
    await ada.gets("microphone", bob.name)
    if studio.size == "phone":
        await ada.page.keyboard.press("Escape")
    height = SIZES[studio.size]["height"]
    for width in WIDTHS[studio.size]:
        await ada.page.set_viewport_size({"width": width, "height": height})
        await studio.shoot(ada, f"width-{width}")
    await bob.page.context.set_offline(True)
    await ada.page.context.set_offline(True)
    await expect(ada.page.get_by_test_id("unreachable")).to_be_visible()
    await studio.shoot(ada, f"width-{WIDTHS[studio.size][0]}-offline")


async def troubles(studio: Studio, ada: Person, bob: Person) -> None:
    link = await ada.create_room(room_name="Interview: medians")
    await ada.paste(CODE)
    await ada.is_saved()
    await bob.open(link)
    key = await ada.page.evaluate(OWNER_KEY)
    owner = {"Authorization": f"Bearer {key}"}
    async with httpx.AsyncClient(base_url=ada.base, headers=owner) as http:
        users = f"/api/rooms/{link.rsplit('/', 1)[1]}/users/"
        ids = {u["username"]: u["user_id"] for u in (await http.get(users)).json()["users"]}
        await bob.page.context.set_offline(True)
        await expect(bob.badge).to_have_attribute("data-state", "offline")
        await bob.type("# written on a train\n")
        await expect(bob.page.get_by_test_id("unreachable")).to_be_visible()
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
    await expect(bob.page.get_by_test_id("unreachable")).to_be_visible()
    await studio.shoot(bob, "server-away")
    await bob.page.get_by_role("link", name="Leave the room").click()
    await studio.shoot(bob, "leave-unsaved")
    await bob.page.keyboard.press("Escape")
    studio.product.start()
    await bob.is_saved()
    row = ada.page.get_by_test_id("participant").filter(has_text="Bob", visible=True)
    if studio.size == "phone":
        await ada.page.get_by_test_id("people-button").click()
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


async def chat(studio: Studio, ada: Caller, bob: Caller) -> None:
    link = await ada.create_room(room_name="Interview: medians")
    await ada.paste(CODE)
    bob.name = LONG_NAME if studio.scheme == "dark" else "Grace Hopper"
    await bob.open(link)
    await bob.page.get_by_test_id("chat-button").click()
    await studio.shoot(bob, "chat-empty")
    for text in CHAT:
        await bob.page.get_by_test_id("chat-input").fill(text)
        await bob.page.keyboard.press("Enter")
    unread = ada.page.get_by_test_id("chat-unread")
    await expect(unread).to_have_attribute("data-unread", str(len(CHAT)))
    await studio.shoot(ada, "chat-unread")
    await ada.page.get_by_test_id("chat-button").click()
    await ada.page.get_by_test_id("chat-input").fill(
        "Thank you, I will:\n- sort in place\n- and test it"
    )
    await studio.shoot(ada, "chat")
    studio.product.kill()
    await expect(ada.page.get_by_test_id("unreachable")).to_be_visible()
    await ada.page.get_by_test_id("chat-send").click()
    await studio.shoot(ada, "chat-offline")
    studio.product.start()
    await expect(ada.page.get_by_test_id("chat-message")).to_have_count(len(CHAT) + 1)
    await ada.page.get_by_test_id("chat-log").evaluate("(log) => log.scrollTo(0, 0)")
    await expect(ada.page.get_by_test_id("chat-newest")).to_be_visible()
    await studio.shoot(ada, "chat-scrolled")
    key = await ada.page.evaluate(OWNER_KEY)
    owner = {"Authorization": f"Bearer {key}"}
    path = f"/api/rooms/{link.rsplit('/', 1)[1]}/"
    async with httpx.AsyncClient(base_url=ada.base, headers=owner) as http:
        users = (await http.get(f"{path}users/")).json()["users"]
        ids = {user["username"]: user["user_id"] for user in users}
        await http.patch(f"{path}users/{ids[bob.name]}/", json={"role": "viewer"})
        await http.patch(path, json={"viewers_chat": False})
    await expect(bob.page.get_by_test_id("chat-read-only")).to_be_visible()
    await studio.shoot(bob, "chat-read-only")


async def commands(studio: Studio, ada: Caller, bob: Caller) -> None:
    link = await ada.create_room(room_name="Interview: medians")
    await ada.paste(CODE)
    await bob.open(link)
    await ada.press("Control+k")
    await expect(ada.page.get_by_test_id("palette-input")).to_be_focused()
    await studio.shoot(ada, "palette")
    await ada.page.keyboard.type("sho")
    await studio.shoot(ada, "palette-found")
    await ada.page.keyboard.type("xyz")
    await studio.shoot(ada, "palette-nothing")
    await ada.page.keyboard.press("Escape")
    await ada.press("Control+k")
    await ada.page.keyboard.type("copy link")
    await ada.page.keyboard.press("Enter")
    await expect(ada.page.get_by_test_id("toast")).to_be_visible()
    await studio.shoot(ada, "toast")
    await ada.page.get_by_test_id("toast").get_by_role("button", name="Dismiss").click()
    await ada.page.get_by_test_id("room-menu").focus()
    await ada.page.keyboard.press("?")
    await expect(ada.page.get_by_test_id("shortcuts-sheet")).to_be_visible()
    await studio.shoot(ada, "shortcuts")
    await ada.page.keyboard.press("Escape")
    await ada.join_call(camera=False)
    if studio.size == "phone":
        await ada.page.keyboard.press("Escape")
    await ada.press("Alt+q")
    await expect(ada.page.get_by_test_id("leave-quiet")).to_be_visible()
    await studio.shoot(ada, "quiet")


async def readme(studio: Studio, ada: Caller, bob: Caller) -> None:
    """What the README shows: three people at work, talking."""
    link = await ada.create_room(room_name="Shortest paths")
    await ada.paste(PATHS)
    bob.name = "Jonas Weber"
    async with studio.person("Mara Okafor") as mara:
        for person in (bob, mara):
            await person.open(link)
        for person in (mara, bob, ada):
            await person.join_call(camera=False)
        for person in (mara, bob):
            await ada.gets("microphone", person.name)
        if studio.size == "phone":
            for person in (ada, bob, mara):
                await person.page.keyboard.press("Escape")
        await mara.press("Control+Home", *["ArrowDown"] * 3, "Home", "Control+ArrowRight")
        await bob.press("Control+End", "Enter")
        await bob.type("# Does it stop on a ring?")
        await ada.sees_text(f"{PATHS}\n# Does it stop on a ring?")
        # Names fade: both move last, at once.
        await asyncio.gather(
            mara.press("Control+Shift+ArrowRight"), bob.press("ArrowLeft", "ArrowRight")
        )
        await expect(ada.page.locator(".peer-selection").first).to_be_attached()
        await expect(ada.page.locator(".peer-label[data-visible]")).to_have_count(2)
        await studio.shoot(ada, "readme")


async def analytics(studio: Studio, ada: Person, bob: Person) -> None:
    link = await ada.create_room(room_name="Interview: medians")
    await ada.page.goto(f"{link}/analytics")
    await expect(ada.page.get_by_test_id("total-edits")).to_be_visible()
    await studio.shoot(ada, "analytics-new")
    await ada.open(link)
    await ada.paste(CODE)
    await bob.open(link)
    await bob.press("Control+End")
    await bob.page.keyboard.type("print(median([3, 1, 2]))", delay=20)
    await ada.is_saved()
    await ada.page.goto(f"{link}/analytics")
    edits = ada.page.get_by_test_id("total-edits").locator("dd")
    await expect(edits).not_to_have_text("0")
    await ada.page.get_by_text("The same as a table").click()
    await studio.shoot(ada, "analytics")
    await bob.page.evaluate("localStorage.clear()")
    await bob.page.goto(f"{link}/analytics")
    await expect(bob.page.get_by_test_id("no-analytics")).to_be_visible()
    await studio.shoot(bob, "analytics-stranger")


async def admin(studio: Studio, ada: Person, bob: Person) -> None:
    administrator_make(studio.product.data)
    await bob.page.goto(f"{bob.base}/admin/")
    await studio.shoot(bob, "admin-login")
    await log_in(bob.page, bob.base)
    await studio.shoot(bob, "admin-empty")
    await ada.create_room(room_name=LONG_ROOM_NAME)
    await ada.page.goto(ada.base)
    await ada.create_room(room_name="Interview: medians")
    await ada.paste(CODE)
    await ada.is_saved()
    for name, path in (("dashboard", ""), ("people", "rooms/roomuser/"), ("rooms", "rooms/room/")):
        await bob.page.goto(f"{bob.base}/admin/{path}")
        await studio.shoot(bob, f"admin-{name}")
    await bob.page.get_by_role("link", name="Interview: medians").click()
    await expect(bob.page.get_by_role("button", name="Close")).to_be_visible()
    await studio.shoot(bob, "admin-room")
    await bob.page.get_by_role("button", name="Close").click()
    await expect(bob.page.get_by_role("button", name="Close 1 room")).to_be_visible()
    await studio.shoot(bob, "admin-close")


SCENES: tuple[Scene, ...] = (
    home,
    room,
    owner,
    doors,
    widths,
    troubles,
    ends,
    call,
    assistant,
    chat,
    commands,
    analytics,
    admin,
    readme,
)


async def main(out: Path, wanted: list[str]) -> None:
    """Takes the pictures of the wanted scenes, or of all."""
    # A child of a killed product may write its cache a moment longer.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
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
