"""The operator's pages in a real browser: the login works, and what is done there is felt."""

from operators import administrator_make, log_in
from people import Person
from playwright.async_api import expect
from product import Product

NAME = "<img src=x onerror=alert(1)>"


async def test_an_operator_finds_a_room_and_closes_it(
    ada: Person, bob: Person, product: Product
) -> None:
    """[PK1] And nothing of the pages breaks their policy, which a browser would say aloud."""
    await ada.create_room(room_name=NAME)
    await ada.type("x")
    await ada.is_saved()
    administrator_make(product.data)
    page, said = bob.page, []
    page.on("console", lambda message: said.append(message.text))
    await log_in(page, product.url)
    await page.locator("#rooms-room").get_by_role("link").click()
    await expect(page.get_by_text("1 of 50")).to_be_visible()
    await page.get_by_role("link", name=NAME).click()
    await expect(page.get_by_role("heading", name=NAME)).to_be_visible()
    await expect(page.get_by_role("cell", name="here")).to_be_visible()
    await page.get_by_role("button", name="Close").click()
    await expect(page.get_by_text("Everybody is put out")).to_be_visible()
    await page.get_by_role("button", name="Close 1 room").click()
    await expect(page.get_by_text("1 room closed")).to_be_visible()
    ended = ada.page.get_by_test_id("room-ended")
    await expect(ended).to_have_attribute("data-reason", "deleted", timeout=2_000)
    assert said == []
