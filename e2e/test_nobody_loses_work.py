"""What somebody typed is theirs: offline, through restarts, undo, two tabs, and a deleted room."""

import httpx
from people import Person
from playwright.async_api import expect
from product import Product


async def test_typing_through_a_restart_arrives_exactly_once(
    ada: Person, bob: Person, product: Product
) -> None:
    await bob.open(await ada.create_room(language="plaintext"))
    await ada.type("before ")
    await bob.sees_text("before ")
    product.kill()
    await expect(bob.badge).to_have_attribute("data-state", "offline")
    await bob.press("Control+End")
    typed = "".join(f"{number:04d} " for number in range(100))
    assert len(typed) == 500
    await bob.type(typed)
    product.start()
    for person in (ada, bob):
        await person.sees_text(f"before {typed}")
        await person.is_saved()


async def test_an_offline_reload_keeps_what_was_typed(
    ada: Person, bob: Person, product: Product
) -> None:
    """The tab is closed while the server is away; the local copy brings the edits back."""
    link = await ada.create_room(language="plaintext")
    await bob.open(link)
    await bob.type("seen by all, ")
    await bob.is_saved()
    product.kill()
    await expect(bob.badge).to_have_attribute("data-state", "offline")
    await bob.type("typed alone")
    await bob.copy_is_kept()
    await bob.page.close(run_before_unload=False)
    product.start()
    bob.page = await bob.page.context.new_page()
    await bob.open(link)
    for person in (ada, bob):
        await person.sees_text("seen by all, typed alone")


async def test_undo_takes_back_only_ones_own(ada: Person, bob: Person, product: Product) -> None:
    await bob.open(await ada.create_room(language="plaintext"))
    for _ in range(50):
        await ada.type("a")
        await bob.type("b")
    await ada.sees_length(100)
    await bob.sees_length(100)
    await ada.press(*["Control+z"] * 25)
    product.kill()
    await expect(ada.badge).to_have_attribute("data-state", "offline")
    product.start()
    await ada.is_saved()
    await ada.press(*["Control+z"] * 25)
    await ada.is_saved()
    text = await ada.text()
    assert text == "b" * 50
    await bob.sees_text(text)


async def test_two_tabs_of_one_person(ada: Person, bob: Person) -> None:
    link = await ada.create_room(language="plaintext")
    await bob.open(link)
    await ada.type("first tab, ")
    second = Person(await ada.page.context.new_page(), ada.base, "Ada")
    await second.open(link)
    await second.sees_text("first tab, ")
    await second.press("Control+End")
    await second.type("second tab")
    for person in (ada, second, bob):
        await person.sees_text("first tab, second tab")
    await expect(bob.participants.get_by_text("Ada")).to_have_count(1)
    await second.page.close()
    await bob.press("Control+End")
    await bob.type("!")
    await ada.sees_text("first tab, second tab!")
    await expect(bob.participants).to_contain_text("Ada")


async def test_a_room_deleted_meanwhile_leaves_its_text_behind(
    bob: Person, product: Product
) -> None:
    async with httpx.AsyncClient(base_url=product.url) as http:
        room = (await http.post("/api/rooms/", json={"language": "plaintext"})).json()
        await bob.open(f"{product.url}/room/{room['id']}")
        await bob.type("worth keeping, ")
        await bob.is_saved()
        await bob.page.context.set_offline(True)
        await expect(bob.badge).to_have_attribute("data-state", "offline")
        await bob.type("even this")
        headers = {"Authorization": f"Bearer {room['owner_key']}"}
        answer = await http.delete(f"/api/rooms/{room['id']}/", headers=headers)
        assert answer.status_code == 204
    await bob.page.context.set_offline(False)
    ended = bob.page.get_by_test_id("room-ended")
    await expect(ended).to_have_attribute("data-reason", "deleted")
    async with bob.page.expect_download() as download:
        await bob.page.get_by_test_id("download-copy").click()
    path = await (await download.value).path()
    assert path.read_text() == "worth keeping, even this"
    await bob.page.get_by_test_id("new-room-from-copy").click()
    await bob.page.wait_for_url(lambda url: room["id"] not in url)
    await bob.sees_text("worth keeping, even this")
    await bob.is_saved()


async def test_what_is_opened_while_the_server_is_away_does_not_take_the_page(
    ada: Person, product: Product
) -> None:
    await ada.create_room()
    product.kill()
    await ada.type("typed while it was away")
    await expect(ada.badge).to_have_attribute("data-state", "offline")
    await ada.page.get_by_test_id("share-button").click()
    await ada.page.keyboard.press("Escape")
    await ada.page.get_by_test_id("room-menu").click()
    await ada.page.get_by_test_id("forget-room").click()
    # Fetched before the server went, or not: either says something, and neither stays.
    forget = ada.page.get_by_role("dialog", name="Leave and forget this room?")
    failed = ada.page.get_by_test_id("part-failed")
    await expect(forget.or_(failed)).to_be_visible()
    await ada.page.keyboard.press("Escape")
    await expect(forget).to_have_count(0)
    await ada.page.get_by_role("link", name="Leave the room").click()
    await expect(ada.page.get_by_role("dialog")).to_contain_text("not saved on the server yet")
    await ada.page.keyboard.press("Escape")
    product.start()
    await ada.is_saved()
    await ada.sees_text("typed while it was away")


async def test_colours_that_could_not_be_had_come_later(ada: Person, product: Product) -> None:
    """What Monaco itself fails to fetch it never asks for again; the page must."""
    await ada.create_room()
    language = "() => window.__coterieTest.model?.getLanguageId()"
    await ada.page.wait_for_function(f"() => ({language})() === 'python'")
    await ada.page.context.route("**/python-*.js", lambda route: route.abort())
    await ada.page.reload()
    await ada.is_ready()
    await ada.type("typed without colours")
    assert await ada.page.evaluate(language) == "plaintext"
    await ada.page.context.unroute("**/python-*.js")
    await ada.page.wait_for_function(f"() => ({language})() === 'python'")
