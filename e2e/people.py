"""A person at a browser of their own: what they do and what they see."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Self
from urllib.parse import urlsplit

from playwright.async_api import Browser, Error, Locator, Page, expect

# The page hands its editor to a test that asked before it ran, and to nobody else.
INIT_SCRIPT = """
window.__coterieTest = {};
addEventListener('keydown', () => { window.__lastKey = Date.now(); }, true);
"""
TEXT = "() => window.__coterieTest.model?.getValue()"
# The copy is written in batches, each stamped when it begins: one from after the last key has it.
COPY_IS_KEPT = """async () => {
  const done = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const db = await done(indexedDB.open('coterie-rooms'));
  try {
    const copies = await done(db.transaction('copies').objectStore('copies').getAll());
    return copies.some(({ updatedAt }) => updatedAt >= window.__lastKey);
  } finally {
    db.close();
  }
}"""
HEARD = """async ([room, ahead]) => {
  const { last_activity_at } = await (await fetch(`/api/rooms/${room}/`)).json();
  return Date.parse(last_activity_at) >= Date.now() + ahead * 1000 - 5000;
}"""
WAIT_MS = 20_000

expect.set_options(timeout=WAIT_MS)


class Person:
    """One browser profile with one page."""

    def __init__(self, page: Page, base: str, name: str) -> None:
        self.page = page
        self.name = name
        self.base = base
        self.request_count = 0
        self.foreign_requests: list[str] = []
        self.errors: list[str] = []
        """What the page threw."""

    @classmethod
    @contextlib.asynccontextmanager
    async def arriving(
        cls, browser: Browser, base: str, name: str, *, script: str = INIT_SCRIPT
    ) -> AsyncIterator[Self]:
        """A fresh profile; at the end nothing may have been thrown or asked of another host."""
        context = await browser.new_context(permissions=["clipboard-read", "clipboard-write"])
        await context.add_init_script(script)
        page = await context.new_page()
        person = cls(page, base, name)
        page.on("request", lambda request: person._note(request.url))
        page.on("pageerror", person._note_error)
        try:
            yield person
            assert not person.foreign_requests, person.foreign_requests
            assert not person.errors, person.errors
        finally:
            await context.close()

    # -- what they do

    async def create_room(self, *, room_name: str = "", language: str = "python") -> str:
        """Makes a room on Home, and returns its link once it can be typed in."""
        await self.page.goto(self.base)
        await self.page.get_by_label("Your name").fill(self.name)
        await self.page.get_by_label("Room name").fill(room_name)
        await self.page.get_by_label("Language").select_option(language)
        await self.page.get_by_test_id("create-room").click()
        await self.is_ready()
        return self.page.url

    async def open(self, link: str) -> None:
        """Follows a link, and says who they are if they are asked."""
        await self.page.goto(link)
        name = self.page.get_by_label("Your name")
        await expect(name.or_(self.editor)).to_be_visible()
        if await name.is_visible():
            await name.fill(self.name)
            await name.press("Enter")
        await self.is_ready()

    async def type(self, text: str) -> None:
        """Types at the caret."""
        await self.focus()
        await self.page.keyboard.type(text)

    async def press(self, *keys: str) -> None:
        await self.focus()
        for key in keys:
            await self.page.keyboard.press(key)

    async def paste(self, text: str) -> None:
        await self.focus()
        await self.page.evaluate("text => navigator.clipboard.writeText(text)", text)
        await self.page.keyboard.press("Control+V")

    async def focus(self) -> None:
        await self.page.evaluate("() => window.__coterieTest.editor.focus()")

    # -- what they see

    @property
    def editor(self) -> Locator:
        return self.page.get_by_test_id("editor")

    @property
    def badge(self) -> Locator:
        return self.page.get_by_test_id("connection-badge")

    @property
    def participants(self) -> Locator:
        return self.page.get_by_test_id("participants").filter(visible=True)

    async def text(self) -> str:
        return str(await self.page.evaluate(TEXT))

    async def is_ready(self) -> None:
        """The editor is there, connected, and holds the room's document."""
        await self.page.wait_for_function("() => window.__coterieTest?.model", timeout=WAIT_MS)
        await self.is_saved()

    async def is_saved(self) -> None:
        """All that they typed is acknowledged as durable."""
        await expect(self.badge).to_have_attribute("data-state", "saved")

    async def sees_text(self, text: str) -> None:
        await self.page.wait_for_function(
            "text => window.__coterieTest.model?.getValue() === text", arg=text, timeout=WAIT_MS
        )

    async def sees_length(self, length: int) -> None:
        await self.page.wait_for_function(
            "length => window.__coterieTest.model?.getValueLength() === length",
            arg=length,
            timeout=WAIT_MS,
        )

    async def copy_is_kept(self) -> None:
        """All that they typed is in this browser's own copy of the room."""
        await self.eventually(COPY_IS_KEPT)

    async def is_heard_of(self, ahead: float) -> None:
        """A heartbeat on a clock that is this many seconds ahead has noted their room."""
        await self.eventually(HEARD, [self.page.url.rsplit("/", 1)[1], ahead])

    async def eventually(self, script: str, arg: object = None) -> None:
        """Waits until an asynchronous function in the page answers true.

        wait_for_function would not do: it takes the promise itself for true.
        """
        async with asyncio.timeout(WAIT_MS / 1_000):
            while not await self.page.evaluate(script, arg):
                await asyncio.sleep(0.05)

    def _note_error(self, error: Error) -> None:
        # Monaco rejects with the first what it was computing when its editor went, and throws the
        # bare event of a worker whose script it could not fetch: tests take the server away.
        if error.message not in ("Canceled", "Event"):
            self.errors.append(f"{error.message} {error.stack}")

    def _note(self, url: str) -> None:
        self.request_count += 1
        scheme = urlsplit(url).scheme
        ours = urlsplit(url).netloc == urlsplit(self.base).netloc
        if not ours and scheme not in ("data", "blob"):
            self.foreign_requests.append(url)
