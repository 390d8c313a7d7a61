"""A running product and real browsers."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from chromium import launched
from people import Person
from playwright.async_api import Browser
from product import Product


@pytest.fixture
def product(tmp_path: Path) -> Iterator[Product]:
    """A running product with a data folder of its own."""
    product = Product(tmp_path / "data")
    product.start()
    yield product
    product.close()


@pytest_asyncio.fixture
async def browser() -> AsyncIterator[Browser]:
    async with launched() as browser:
        yield browser


@pytest_asyncio.fixture
async def ada(browser: Browser, product: Product) -> AsyncIterator[Person]:
    async with Person.arriving(browser, product.url, "Ada") as person:
        yield person


@pytest_asyncio.fixture
async def bob(browser: Browser, product: Product) -> AsyncIterator[Person]:
    async with Person.arriving(browser, product.url, "Bob") as person:
        yield person
