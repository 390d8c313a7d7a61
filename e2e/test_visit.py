"""A whole visit stays with the one server that was asked for it."""

from people import Person
from playwright.async_api import expect
from product import Product


async def test_a_visit_asks_no_other_host(ada: Person, bob: Person, product: Product) -> None:
    """Everything that a visit can open is opened; every request is noted from the first on."""
    link = await ada.create_room(room_name="Visit")
    for language in ("json", "python", "typescript"):
        await ada.page.get_by_test_id("language-menu").select_option(language)
    await ada.type("print")
    await bob.open(link)
    await ada.page.get_by_role("button", name="Share", exact=True).click()
    await expect(ada.page.get_by_role("img", name="QR")).to_be_visible()
    await ada.page.keyboard.press("Escape")
    await ada.page.goto(f"{product.url}/room/nothing-here")
    await expect(ada.page.get_by_test_id("room-ended")).to_be_visible()
    await ada.page.goto(f"{product.url}/nowhere")
    await ada.page.goto(f"{product.url}/api/docs/")
    await expect(ada.page.get_by_text("/api/rooms/", exact=True).first).to_be_visible()
    await ada.page.goto(f"{product.url}/admin/")
    await ada.page.goto(product.url)
    await expect(ada.page.get_by_test_id("create-room")).to_be_visible()
    for theme in ("dark", "light"):
        await ada.page.get_by_test_id("theme-menu").select_option(theme)
    for person in (ada, bob):
        assert person.request_count > 20
        assert person.foreign_requests == []
