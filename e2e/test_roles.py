"""What one's role allows: the owner's controls, and a viewer's absence of any."""

from people import Person
from playwright.async_api import expect


async def test_a_viewer_reads_and_cannot_write(ada: Person, bob: Person) -> None:
    await bob.open(await ada.create_room(language="plaintext"))
    await ada.type("look, ")
    await bob.sees_text("look, ")
    row = ada.page.get_by_test_id("participant").filter(has_text="Bob", visible=True)
    await row.get_by_test_id("role-menu").select_option("viewer")
    await expect(bob.badge).to_have_attribute("data-state", "read-only")
    await bob.type("no")
    await ada.press("Control+End")
    await ada.type("but do not touch")
    await bob.sees_text("look, but do not touch")
    for control in ("language-menu", "room-settings", "role-menu", "remove-participant"):
        await expect(bob.page.get_by_test_id(control).filter(visible=True)).to_have_count(0)
    await row.get_by_test_id("role-menu").select_option("editor")
    await expect(bob.badge).to_have_attribute("data-state", "saved")
    await bob.press("Control+End")
    await bob.type("!")
    await ada.sees_text("look, but do not touch!")


async def test_somebody_removed_is_told(ada: Person, bob: Person) -> None:
    await bob.open(await ada.create_room())
    row = ada.page.get_by_test_id("participant").filter(has_text="Bob", visible=True)
    await row.get_by_test_id("remove-participant").click()
    await ada.page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    ended = bob.page.get_by_test_id("room-ended")
    await expect(ended).to_have_attribute("data-reason", "removed")
    await expect(ada.participants).not_to_contain_text("Bob")
