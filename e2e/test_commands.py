"""Quiet mode, commands and menus, where others go on: nothing is missed, and nothing intrudes."""

from collections.abc import AsyncIterator

import pytest_asyncio
from callers import Caller, room_of
from chromium import MEDIA_FLAGS, launched
from playwright.async_api import Browser, expect
from product import Product

TYPING = "() => document.activeElement?.closest('.monaco-editor') !== null"


@pytest_asyncio.fixture
async def browser() -> AsyncIterator[Browser]:
    async with launched(*MEDIA_FLAGS) as browser:
        yield browser


async def test_in_quiet_mode_the_call_goes_on_and_who_leaves_is_told(
    browser: Browser, product: Product
) -> None:
    async with room_of(browser, product, "Ada", "Bob") as (ada, bob):
        for person in (ada, bob):
            await person.join_call(camera=False)
        await bob.gets("microphone", "Ada")
        await bob.press("Alt+q")
        reminder = bob.page.get_by_test_id("call-reminder").get_by_test_id("call-indicator")
        await expect(reminder).to_have_attribute("data-heard", "true")
        await expect(bob.page.get_by_test_id("call")).to_have_count(0)
        # Still heard, and hearing, without a tile on the page.
        await ada.gets("microphone", "Bob")
        await bob.gets("microphone", "Ada")
        await bob.type("undisturbed ")
        await ada.press_in_call("leave-call")
        toast = bob.page.get_by_test_id("toast").filter(has_text="Ada left the call.")
        await expect(toast).to_be_visible()
        assert await bob.page.evaluate(TYPING)
        await bob.page.keyboard.type("to the end")
        await ada.sees_text("undisturbed to the end")
        await bob.page.get_by_test_id("call-reminder").click()
        await expect(bob.page.get_by_test_id("call")).to_be_visible()
        await expect(bob.page.get_by_test_id("leave-quiet")).to_have_count(0)


async def test_a_command_changes_the_language_for_all_and_a_viewer_has_none(
    browser: Browser, product: Product
) -> None:
    async with room_of(browser, product, "Ada", "Bob") as (ada, bob):
        await run(ada, "rust")
        await expect(bob.page.get_by_test_id("language-menu")).to_have_value("rust")
        await ada.page.get_by_label("Role of Bob").select_option("viewer")
        await expect(bob.badge).to_have_attribute("data-state", "read-only")
        await bob.press("Control+k")
        await bob.page.get_by_test_id("palette-input").fill("language rust")
        await expect(bob.page.get_by_text("Nothing of that name.")).to_be_visible()
        await bob.page.get_by_test_id("palette-input").fill("room settings")
        await expect(bob.page.get_by_text("Nothing of that name.")).to_be_visible()
        await bob.page.keyboard.press("Escape")
        # The owner's are theirs.
        await run(ada, "room settings")
        await expect(ada.page.get_by_test_id("settings-dialog")).to_be_visible()


async def test_a_right_click_on_somebody_offers_what_one_may(
    browser: Browser, product: Product
) -> None:
    async with room_of(browser, product, "Ada", "Bob") as (ada, bob):
        row = ada.page.get_by_test_id("participant").filter(has_text="Bob")
        await row.click(button="right")
        menu = ada.page.get_by_test_id("context-menu")
        await expect(menu.get_by_role("menuitem").first).to_be_focused()
        await ada.page.keyboard.press("Escape")
        await expect(menu).to_have_count(0)
        await row.click(button="right")
        await ada.page.keyboard.press("ArrowDown")
        await expect(menu.get_by_role("menuitem", name="Let only look")).to_be_focused()
        await ada.page.keyboard.press("Enter")
        await expect(bob.badge).to_have_attribute("data-state", "read-only")
        await row.click(button="right")
        await menu.get_by_role("menuitem", name="Let edit").click()
        await bob.is_saved()
        # Bob may do nothing about Ada.
        await bob.page.get_by_test_id("participant").filter(has_text="Ada").click(button="right")
        names = bob.page.get_by_test_id("context-menu").get_by_role("menuitem")
        await expect(names).to_have_text(["Copy the name"])
        await bob.page.keyboard.press("Escape")
        await row.click(button="right")
        await menu.get_by_role("menuitem", name="Remove from the room").click()
        await ada.page.get_by_test_id("confirm").click()
        await expect(bob.page.get_by_test_id("room-ended")).to_be_visible()


async def run(person: Caller, question: str) -> None:
    """Runs the first command that the palette finds."""
    await person.press("Control+k")
    await person.page.get_by_test_id("palette-input").fill(question)
    await person.page.keyboard.press("Enter")
    await expect(person.page.get_by_test_id("command-palette")).to_have_count(0)
