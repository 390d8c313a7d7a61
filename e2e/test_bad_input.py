"""What does not belong: shown inert, normalised, or told clearly."""

import uuid

import pytest
from people import Person
from playwright.async_api import Browser, expect
from product import Product

HOSTILE_NAME = "<img src=x onerror=alert(1)>"
# A right-to-left override would turn the text behind the name around.
BIDI_NAME = "Eve\u202egnp.exe\u200b"


async def test_crlf_is_normalised_on_the_way_in(ada: Person, bob: Person) -> None:
    await bob.open(await ada.create_room(language="plaintext"))
    await ada.paste("one\r\ntwo\rthree\n")
    await bob.sees_text("one\ntwo\nthree\n")
    await ada.sees_text("one\ntwo\nthree\n")


async def test_emoji_survive(ada: Person, bob: Person) -> None:
    await bob.open(await ada.create_room(language="plaintext"))
    await ada.paste("a😀b👩‍👩‍👧c")
    await bob.sees_text("a😀b👩‍👩‍👧c")
    await bob.press("Control+Home", "ArrowRight", "ArrowRight", "Backspace")
    await ada.sees_text("ab👩‍👩‍👧c")


@pytest.mark.parametrize("name", [HOSTILE_NAME, BIDI_NAME])
async def test_names_are_shown_inert(
    browser: Browser, product: Product, ada: Person, name: str
) -> None:
    link = await ada.create_room()
    async with Person.arriving(browser, product.url, name) as eve:
        await eve.open(link)
        await eve.type("x")
        await ada.sees_text("x")
        shown = name.replace("\u202e", "").replace("\u200b", "")
        await expect(ada.participants).to_contain_text(shown)
        await expect(ada.page.locator(".peer-label", has_text=shown)).to_be_attached()
        assert await ada.page.locator("img[src=x]").count() == 0
        assert "\u202e" not in await ada.page.content()


@pytest.mark.parametrize("room", [str(uuid.uuid4()), "no-such-room", "<script>"])
async def test_an_unknown_room_says_so(ada: Person, room: str) -> None:
    await ada.page.goto(f"{ada.base}/room/{room}")
    await expect(ada.page.get_by_role("heading")).to_contain_text("not", ignore_case=True)
    await expect(ada.page.get_by_role("link").first).to_be_visible()
