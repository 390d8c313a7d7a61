"""A running product and real browsers."""

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from people import Person
from playwright.async_api import Browser, async_playwright
from product import Product

FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str:
    """The system's browser."""
    for name in (os.environ.get("CHROMIUM_PATH"), "chromium", "chromium-browser", "google-chrome"):
        if name and (path := shutil.which(name)):
            return path
    pytest.exit("no Chromium: apt-get install chromium, or set CHROMIUM_PATH")


@pytest.fixture
def product(tmp_path: Path) -> Iterator[Product]:
    """A running product with a data folder of its own."""
    product = Product(tmp_path / "data")
    product.start()
    yield product
    product.close()


@pytest_asyncio.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture
async def ada(browser: Browser, product: Product) -> AsyncIterator[Person]:
    async with Person.arriving(browser, product.url, "Ada") as person:
        yield person


@pytest_asyncio.fixture
async def bob(browser: Browser, product: Product) -> AsyncIterator[Person]:
    async with Person.arriving(browser, product.url, "Bob") as person:
        yield person
