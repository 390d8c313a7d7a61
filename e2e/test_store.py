"""A store that fails while people type: they go on, are told, and nothing is lost."""

import resource
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

import pytest
from people import Person
from playwright.async_api import expect
from product import Product

Trouble = Callable[[Product, Path], AbstractContextManager[None]]


@contextmanager
def full_disk(product: Product, _data: Path) -> Iterator[None]:
    """No file of the server may be written to, as if there was no space left."""
    limits = resource.prlimit(product.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(product.pid, resource.RLIMIT_FSIZE, (0, limits[1]))
    yield
    resource.prlimit(product.pid, resource.RLIMIT_FSIZE, limits)


@contextmanager
def locked_file(_product: Product, data: Path) -> Iterator[None]:
    """Another process holds the database, as a careless backup does."""
    with closing(sqlite3.connect(data / "documents.sqlite3", isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        yield


@pytest.mark.parametrize("trouble", [full_disk, locked_file])
async def test_a_failing_store_is_told_and_survived(
    ada: Person, bob: Person, product: Product, tmp_path: Path, trouble: Trouble
) -> None:
    await bob.open(await ada.create_room())
    await ada.type("before ")
    await ada.is_saved()
    with trouble(product, tmp_path / "data"):
        await ada.type("during ")
        await expect(ada.badge).to_have_attribute("data-state", "not-saved")
        await bob.sees_text("before during ")
        await bob.press("Control+End")
        await bob.type("too ")
        await expect(bob.badge).to_have_attribute("data-state", "not-saved")
    for person in (ada, bob):
        await person.is_saved()
    product.kill()
    product.start()
    for person in (ada, bob):
        await person.page.reload()
        await person.is_ready()
        await person.sees_text("before during too ")
