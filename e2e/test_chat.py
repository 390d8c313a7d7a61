"""The chat between people, through kills and reloads, and within what the owner lets viewers do."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import httpx
from callers import room_of
from client import Client
from people import WAIT_MS, Person
from playwright.async_api import Browser, Locator, expect
from product import Product

HOSTILE = (
    "<img src=x onerror=\"document.title='owned'\"> javascript:alert(1) https://docs.example/."
)


def messages(person: Person) -> Locator:
    return person.page.get_by_test_id("chat-message")


async def says(person: Person, text: str) -> None:
    await person.page.keyboard.press("Alt+m")
    await expect(person.page.get_by_test_id("chat-input")).to_be_focused()
    await person.page.keyboard.type(text)
    await person.page.keyboard.press("Enter")


async def reads(person: Person, *texts: str) -> None:
    await expect(messages(person)).to_have_text(list(texts))


async def has_unread(person: Person, count: int) -> None:
    unread = person.page.get_by_test_id("chat-unread")
    await expect(unread).to_have_attribute("data-unread", str(count))


async def test_two_people_talk_through_a_kill(ada: Person, bob: Person, product: Product) -> None:
    """[CH2] [CH4]"""
    room = await ada.create_room(language="plaintext")
    await bob.open(room)
    await says(ada, "hello Bob")
    await has_unread(bob, 1)
    await expect(bob.page.get_by_test_id("chat-notice")).to_have_text("Ada writes: hello Bob")
    await says(bob, HOSTILE)
    await has_unread(bob, 0)
    for person in (ada, bob):
        await reads(person, "hello Bob", HOSTILE)
    assert await ada.page.get_by_test_id("chat-log").locator("img, script").count() == 0
    assert await ada.page.title() != "owned"
    link = ada.page.get_by_test_id("chat-log").get_by_role("link")
    await expect(link).to_have_attribute("href", "https://docs.example/")
    # Each is shown by the other's name, and on the side of who reads as their own.
    await expect(
        ada.page.locator("[data-you=false]").get_by_text("Bob", exact=True)
    ).to_be_visible()

    product.kill()
    await expect(bob.badge).to_have_attribute("data-state", "offline")
    await says(bob, "are you there?")
    unsent = bob.page.get_by_test_id("chat-unsent")
    await expect(unsent).to_have_attribute("data-state", "waiting")
    # The tab is closed while the server is away; another one says it.
    await bob.page.close(run_before_unload=False)
    product.start()
    bob.page = await bob.page.context.new_page()
    await bob.open(room)
    said = ("hello Bob", HOSTILE, "are you there?")
    for person in (ada, bob):
        await reads(person, *said)
    await expect(bob.page.get_by_test_id("chat-unsent")).to_have_count(0)
    product.kill()
    product.start()
    for person in (ada, bob):
        await person.page.reload()
        await reads(person, *said)
        await has_unread(person, 0)


async def test_viewers_write_where_the_owner_says_so(ada: Person, bob: Person) -> None:
    """[CH7] [HB2]"""
    await bob.open(await ada.create_room())
    row = ada.page.get_by_test_id("participant").filter(has_text="Bob", visible=True)
    await row.get_by_test_id("role-menu").select_option("viewer")
    await expect(bob.badge).to_have_attribute("data-state", "read-only")
    await says(bob, "may I ask something?")
    await says(ada, "yes")
    await owner_lets_viewers(ada, "read")
    reason = bob.page.get_by_test_id("chat-read-only")
    await expect(reason).to_contain_text("read here, not write")
    await expect(bob.page.get_by_test_id("chat-input")).to_have_count(0)
    await says(ada, "no more questions")
    await reads(bob, "may I ask something?", "yes", "no more questions")
    await owner_lets_viewers(ada, "write")
    await says(bob, "one last")
    await reads(ada, "may I ask something?", "yes", "no more questions", "one last")


async def owner_lets_viewers(owner: Person, what: str) -> None:
    await owner.page.get_by_test_id("room-menu").click()
    await owner.page.get_by_test_id("room-settings").click()
    await owner.page.get_by_label("Viewers in the chat").select_option(what)
    await owner.page.get_by_test_id("save-settings").click()
    await expect(owner.page.get_by_test_id("settings-dialog")).to_have_count(0)


async def test_a_summary_is_posted_for_everybody(browser: Browser, product: Product) -> None:
    async with room_of(browser, product, "Ada", "Bob") as (ada, bob):
        await ada.type("import os\n\n\ndef median_of(values):\nreturn 1")
        await ada.is_saved()
        await ada.page.get_by_test_id("assistant-button").click()
        await ada.page.get_by_test_id("summarize").click()
        post = ada.page.get_by_test_id("post-summary")
        await post.click()
        await expect(post).to_have_attribute("aria-label", "Posted to chat")
        await has_unread(bob, 1)
        await bob.page.get_by_test_id("chat-button").click()
        await expect(messages(bob)).to_contain_text("median_of")
        await expect(messages(bob)).not_to_contain_text("##")


async def test_a_client_that_does_not_ask_is_held_to_it(product: Product, tmp_path: Path) -> None:
    """[CH7] [HB7]: what viewers may is the node's to see to, and the chat goes with its room."""
    async with httpx.AsyncClient(base_url=product.url) as http:
        room = (await http.post("/api/rooms/", json={"link_role": "viewer"})).json()
        path = f"/api/rooms/{room['id']}/"
        owner = {"Authorization": f"Bearer {room['owner_key']}"}
        joined = (await http.post(f"{path}join/", json={"username": "Vi"})).json()
        url = f"{product.url.replace('http', 'ws')}/ws/{room['id']}?token={joined['token']}"
        async with Client.joined(f"{url}&coterie=1") as viewer:
            await viewer.until(lambda: {"event": "chat", "viewers": True} in viewer.events)
            viewer.say("I may", "0123456789abcdef")
            await viewer.hears(1)
            assert viewer.chat[0]["from"] == {
                "id": joined["user_id"],
                "name": "Vi",
                "role": "viewer",
            }
            (await http.patch(path, json={"viewers_chat": False}, headers=owner)).raise_for_status()
            await viewer.until(lambda: {"event": "chat", "viewers": False} in viewer.events)
            viewer.say("I may not")
            await viewer.until(lambda: viewer.chat_refusals == ["viewers-may-not"])
            assert chat_lines(tmp_path) == 1
            (await http.delete(path, headers=owner)).raise_for_status()
            await viewer.expect_close(4410)
        async with asyncio.timeout(WAIT_MS / 1_000):
            while chat_lines(tmp_path):
                await asyncio.sleep(0.05)


def chat_lines(folder: Path) -> int:
    """How many messages the store holds."""
    with closing(sqlite3.connect(folder / "data" / "documents.sqlite3")) as db:
        return int(db.execute("SELECT count(*) FROM chat").fetchone()[0])
