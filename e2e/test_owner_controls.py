"""The owner's controls as the people in the room and before it see them, in real browsers."""

from collections.abc import AsyncIterator

import pytest_asyncio
from owned_room import in_time
from owner_page import make_invite, open_settings, rotate_link, set_locked, set_password
from people import Person
from playwright.async_api import Browser, Page, expect
from product import Product

PASSWORD = "correct horse"


@pytest_asyncio.fixture
async def carol(browser: Browser, product: Product) -> AsyncIterator[Person]:
    async with Person.arriving(browser, product.url, "Carol") as person:
        yield person


async def ended(page: Page, reason: str) -> None:
    await expect(page.get_by_test_id("room-ended")).to_have_attribute("data-reason", reason)


async def test_a_lock_and_a_password_are_for_newcomers(
    ada: Person, bob: Person, carol: Person
) -> None:
    link = await ada.create_room(language="plaintext")
    await bob.open(link)
    await set_locked(ada, True)
    await expect(ada.page.get_by_test_id("room-locked")).to_be_visible()
    await carol.page.goto(link)
    await ended(carol.page, "locked")
    await bob.type("still here")
    await ada.sees_text("still here")
    await set_password(ada, PASSWORD)
    await set_locked(ada, False)
    await carol.page.get_by_test_id("room-retry").click()
    await carol.page.get_by_label("Your name").fill("Carol")
    await carol.page.get_by_test_id("room-password").fill("a wrong horse")
    await carol.page.keyboard.press("Enter")
    await expect(carol.page.get_by_test_id("password-card")).to_contain_text("not the password")
    await carol.page.get_by_test_id("room-password").fill(PASSWORD)
    await carol.page.keyboard.press("Enter")
    await carol.is_ready()
    await carol.sees_text("still here")
    # Neither lock nor password is for who was in before.
    await set_locked(ada, True)
    await bob.page.reload()
    await bob.is_ready()
    await expect(ada.participants).to_contain_text("Carol")


async def test_who_is_removed_stays_out_and_a_new_link_may_put_everybody_out(
    ada: Person, bob: Person, carol: Person
) -> None:
    link = await ada.create_room(language="plaintext")
    await bob.open(link)
    row = ada.page.get_by_test_id("participant").filter(has_text="Bob", visible=True)
    await row.get_by_test_id("remove-participant").click()
    await ada.page.get_by_test_id("confirm").click()
    with in_time():
        await ended(bob.page, "removed")
    await bob.page.goto(link)
    await ended(bob.page, "removed")
    await bob.page.goto(bob.base)
    await expect(bob.page.get_by_test_id("create-room")).to_be_visible()
    await expect(bob.page.get_by_text("Where you were")).to_have_count(0)
    # The link that Bob knows is closed; the owner's page has the one that opens.
    await carol.page.goto(link)
    await ended(carol.page, "link-closed")
    dialog = await open_settings(ada, "links")
    await carol.open(await dialog.get_by_test_id("room-link").input_value())
    await ada.page.keyboard.press("Escape")
    await rotate_link(ada, everybody_out=False)
    await carol.type("carol writes on")
    await ada.sees_text("carol writes on")
    await rotate_link(ada, everybody_out=True)
    with in_time():
        await ended(carol.page, "removed")
    await expect(ada.participants).not_to_contain_text("Carol")


async def test_a_further_link_lets_look_until_it_is_revoked(ada: Person, bob: Person) -> None:
    await ada.create_room(language="plaintext")
    link = await make_invite(ada, "viewer")
    await bob.page.goto(link)
    await bob.page.get_by_label("Your name").fill("Bob")
    await bob.page.keyboard.press("Enter")
    await expect(bob.badge).to_have_attribute("data-state", "read-only")
    dialog = await open_settings(ada, "links")
    await expect(dialog.get_by_test_id("invite")).to_contain_text("1 came by it")
    await dialog.get_by_test_id("revoke-invite").click()
    await dialog.get_by_test_id("confirm-revoke").click()
    with in_time():
        await ended(bob.page, "removed")
    await expect(dialog.get_by_test_id("invite")).to_have_count(0)


async def test_the_room_changes_hands_by_a_link(ada: Person, bob: Person) -> None:
    room = await ada.create_room(language="plaintext")
    await bob.open(room)
    dialog = await open_settings(ada, "ownership")
    await dialog.get_by_test_id("offer-transfer").click()
    link = await dialog.get_by_test_id("transfer-link").input_value()
    await bob.page.goto(link)
    await bob.page.get_by_test_id("become-owner").click()
    with in_time():
        # At once, on the open page: no settings any more, and no name to change.
        await expect(dialog).to_have_count(0)
        await expect(ada.page.get_by_test_id("rename-room")).to_have_count(0)
    await bob.is_ready()
    await bob.page.get_by_test_id("rename-room").click()
    await bob.page.keyboard.type("Bob's room")
    await bob.page.keyboard.press("Enter")
    await expect(bob.page.get_by_test_id("room-name")).to_have_text("Bob's room")
    await ada.type("an editor")
    await bob.sees_text("an editor")
    # Works once.
    await ada.page.goto(link)
    await ada.page.get_by_test_id("become-owner").click()
    await ada.page.get_by_test_id("open-room").click()
    await ada.is_ready()
    await expect(ada.page.get_by_test_id("rename-room")).to_have_count(0)


async def test_leave_and_forget_me_ends_every_tab(ada: Person, bob: Person) -> None:
    room = await ada.create_room(language="plaintext")
    await bob.open(room)
    await bob.type("this stays")
    await ada.sees_text("this stays")
    other = await bob.page.context.new_page()
    await other.goto(room)
    await expect(other.get_by_test_id("editor")).to_be_visible()
    await bob.page.get_by_test_id("room-menu").click()
    await bob.page.get_by_test_id("forget-room").click()
    await bob.page.get_by_test_id("confirm").click()
    await expect(bob.page.get_by_test_id("create-room")).to_be_visible()
    await ended(other, "forgotten")
    kept = "() => Object.keys(localStorage).filter((key) => key.includes('room:'))"
    assert await bob.page.evaluate(kept) == []
    await expect(ada.participants).not_to_contain_text("Bob")
    await ada.sees_text("this stays")
