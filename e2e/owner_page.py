"""The owner's settings as they are worked by hand."""

from people import Person
from playwright.async_api import Locator, expect


async def open_settings(owner: Person, tab: str) -> Locator:
    """The dialog, at one of its pages."""
    await owner.page.get_by_test_id("room-menu").click()
    await owner.page.get_by_test_id("room-settings").click()
    dialog = owner.page.get_by_test_id("settings-dialog")
    await dialog.get_by_test_id(f"tab-{tab}").click()
    return dialog


async def set_locked(owner: Person, locked: bool) -> None:
    dialog = await open_settings(owner, "access")
    await dialog.get_by_test_id("lock-room").click()
    lock = dialog.get_by_test_id("lock-room")
    await expect(lock).to_have_attribute("data-locked", str(locked).lower())
    await owner.page.keyboard.press("Escape")


async def set_password(owner: Person, password: str) -> None:
    dialog = await open_settings(owner, "access")
    await dialog.get_by_test_id("new-password").fill(password)
    await dialog.get_by_test_id("set-password").click()
    await expect(dialog.get_by_test_id("remove-password")).to_be_visible()
    await owner.page.keyboard.press("Escape")


async def make_invite(owner: Person, role: str) -> str:
    """A further link."""
    dialog = await open_settings(owner, "links")
    await dialog.get_by_test_id("invite-role").select_option(role)
    await dialog.get_by_test_id("create-invite").click()
    link = await dialog.get_by_test_id("invite-link").input_value()
    await owner.page.keyboard.press("Escape")
    return link


async def rotate_link(owner: Person, *, everybody_out: bool) -> None:
    dialog = await open_settings(owner, "links")
    shown = dialog.get_by_test_id("room-link")
    before = await shown.input_value()
    if everybody_out:
        await dialog.get_by_test_id("rotate-people").check()
    await dialog.get_by_test_id("rotate-link").click()
    await expect(shown).not_to_have_value(before)
    await owner.page.keyboard.press("Escape")
