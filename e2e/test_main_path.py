"""The main job: a room, a link, two people who type, and a server that is killed."""

import asyncio

from people import Person
from playwright.async_api import expect
from product import Product


async def test_two_people_edit_through_a_link(ada: Person, bob: Person) -> None:
    link = await ada.create_room(room_name="Interview")
    await bob.open(link)
    await expect(bob.page.get_by_text("Interview").first).to_be_visible()
    await ada.type("hello from ada")
    await bob.sees_text("hello from ada")
    for person in (ada, bob):
        await expect(person.participants).to_contain_text("Ada")
        await expect(person.participants).to_contain_text("Bob")
    await expect(bob.page.locator(".peer-label", has_text="Ada")).to_be_attached()


async def test_typing_at_the_same_time_converges(ada: Person, bob: Person) -> None:
    await bob.open(await ada.create_room())
    count = 120
    await asyncio.gather(ada.type("a" * count), bob.type("b" * count))
    for person in (ada, bob):
        await person.sees_length(2 * count)
    text = await ada.text()
    assert await bob.text() == text
    assert text.count("a") == text.count("b") == count


async def test_a_reload_and_a_kill_keep_the_text_once(
    ada: Person, bob: Person, product: Product
) -> None:
    link = await ada.create_room()
    await bob.open(link)
    await ada.type("typed by ada")
    await bob.sees_text("typed by ada")
    await ada.page.reload()
    await ada.sees_text("typed by ada")
    await ada.is_saved()

    product.kill()
    await expect(ada.badge).not_to_have_attribute("data-state", "saved")
    await ada.press("Control+End")
    await ada.type(" and while the server was away")
    product.start()
    everything = "typed by ada and while the server was away"
    for person in (ada, bob):
        await person.sees_text(everything)
        await person.is_saved()

    product.kill()
    product.start()
    for person in (ada, bob):
        await person.is_saved()
        await person.page.reload()
        await person.sees_text(everything)


async def test_the_text_is_there_for_who_comes_after_a_kill(
    ada: Person, bob: Person, product: Product
) -> None:
    link = await ada.create_room()
    await ada.type("the only copy")
    await ada.is_saved()
    product.kill()
    await ada.page.close()
    product.start()
    await bob.open(link)
    await bob.sees_text("the only copy")


async def test_everybody_follows_the_language(ada: Person, bob: Person) -> None:
    await bob.open(await ada.create_room(language="python"))
    menu = bob.page.get_by_test_id("language-menu")
    await expect(menu).to_have_value("python")
    await ada.page.get_by_test_id("language-menu").select_option("rust")
    await expect(menu).to_have_value("rust")
    await bob.page.wait_for_function("() => window.__coterieTest.model.getLanguageId() === 'rust'")
    await bob.page.reload()
    await expect(menu).to_have_value("rust")


async def test_the_link_is_copied(ada: Person) -> None:
    link = await ada.create_room()
    await ada.page.get_by_test_id("copy-link").click()
    assert await ada.page.evaluate("() => navigator.clipboard.readText()") == link


async def test_somebody_who_leaves_is_gone(ada: Person, bob: Person) -> None:
    await bob.open(await ada.create_room())
    await expect(ada.participants).to_contain_text("Bob")
    await bob.page.close()
    await expect(ada.participants).not_to_contain_text("Bob")
