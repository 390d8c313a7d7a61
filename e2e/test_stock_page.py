"""A page of the README of y-websocket, in a real browser, against a node on its own."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from client import Client
from playwright.async_api import Browser
from readme_example import ROOM
from stock_page import stock_page
from watched_server import WatchedServer


@pytest.fixture
def standalone(tmp_path: Path) -> Iterator[WatchedServer]:
    server = WatchedServer(tmp_path)
    yield server
    server.close()


async def test_the_page_of_the_readme_works_unchanged(
    standalone: WatchedServer, browser: Browser
) -> None:
    """[WS1] [WS4] [SY1] [SY3]"""
    url = standalone.start()
    with stock_page(url) as page:
        async with Client.joined(f"{url}/{ROOM}", client_id=50) as ada:
            ada.type("from Ada; ")
            ada.announce(1, b'{"user":{"name":"Ada"}}')
            tab = await browser.new_page()
            await tab.goto(page.url)
            await ada.until(lambda: str(ada.text) == "from Ada; from Chrome; ")
            there = b'{"user":{"name":"Chrome"}}'
            await ada.until(lambda: any(state == there for _, state in ada.states.values()))
            report = await asyncio.to_thread(
                page.wait_for, "from Ada; from Chrome; ", {"user": {"name": "Ada"}}
            )
            assert report["synced"]
    standalone.check()
