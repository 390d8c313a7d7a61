"""Rooms that nobody uses go, and say so before, on a clock that the test moves [HB9]."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from people import Person
from playwright.async_api import Locator, expect
from product import Product

HOUR = 3_600
MINUTE = 60
# A connection without input counts as somebody present for this long.
PRESENT = 12 * HOUR

LAUNCHER = Path(__file__).with_name("shifted.py")
SWEEP = """
from coterie.config import clock
from coterie.rooms.services import rooms_expire
rooms_expire(now=clock.now())
"""


class Clock:
    """The clock of `shifted.py`."""

    def __init__(self, file: Path, data: Path) -> None:
        self._file = file
        self._data = data
        self.ahead = 0.0
        self.set(0)

    def sweep(self) -> None:
        """Deletes what has expired by now, from a process of its own, as Celery would."""
        command = [sys.executable, str(LAUNCHER), "manage", "shell", "--no-imports", "-c", SWEEP]
        env = {**os.environ, "COTERIE_DATA_DIR": str(self._data)}
        subprocess.run(command, env=env, check=True, timeout=20)

    def set(self, seconds: float) -> None:
        """Puts the clock this far ahead of the real one, at once for all who read it."""
        self.ahead = seconds
        new = self._file.with_suffix(".new")
        new.write_text(str(seconds))
        new.replace(self._file)


@pytest.fixture
def clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clock:
    file = tmp_path / "ahead"
    monkeypatch.setenv("CLOCK_AHEAD", str(file))
    return Clock(file, tmp_path / "data")


@pytest.fixture
def product(tmp_path: Path, clock: Clock) -> Iterator[Product]:
    product = Product(tmp_path / "data", LAUNCHER)
    product.start()
    yield product
    product.close()


async def test_a_room_with_somebody_active_stays(ada: Person, clock: Clock) -> None:
    await ada.create_room()
    for hours in (11, 22, 33):
        clock.set(hours * HOUR)
        await ada.is_heard_of(clock.ahead)
        clock.sweep()
        await ada.type("x")
        await ada.is_saved()
    await ada.sees_text("xxx")
    await expect(ada.page.get_by_test_id("closing-banner")).to_have_count(0)


async def test_an_idle_room_warns_can_be_kept_and_goes(
    ada: Person, bob: Person, clock: Clock
) -> None:
    link = await ada.create_room(room_name="Idle")
    await bob.open(link)
    await ada.type("kept")
    await ada.is_saved()
    await bob.sees_text("kept")
    # The last moment at which somebody is still taken to be there.
    clock.set(PRESENT - MINUTE)
    await ada.is_heard_of(clock.ahead)

    clock.set(PRESENT + 26 * MINUTE)
    for person in (ada, bob):
        await expect(_warning(person)).to_contain_text("is deleted in 2:")
    await expect(bob.page.get_by_test_id("extend-room")).to_have_count(0)
    await ada.page.get_by_test_id("extend-room").click()
    for person in (ada, bob):
        await expect(_warning(person)).to_have_count(0)

    # Past the first end, short of the second.
    clock.set(PRESENT + 53 * MINUTE)
    clock.sweep()
    for person in (ada, bob):
        await expect(_warning(person)).to_be_visible()

    clock.set(PRESENT + HOUR)
    clock.sweep()
    for person in (ada, bob):
        ended = person.page.get_by_test_id("room-ended")
        await expect(ended).to_have_attribute("data-reason", "deleted")
        async with person.page.expect_download() as download:
            await person.page.get_by_test_id("download-copy").click()
        assert (await (await download.value).path()).read_text() == "kept"


async def test_an_edit_takes_the_warning_away(ada: Person, bob: Person, clock: Clock) -> None:
    await bob.open(await ada.create_room())
    clock.set(PRESENT - MINUTE)
    await ada.is_heard_of(clock.ahead)
    clock.set(PRESENT + 26 * MINUTE)
    await expect(_warning(bob)).to_be_visible()
    await bob.type("x")
    for person in (ada, bob):
        await expect(_warning(person)).to_have_count(0)
    clock.set(PRESENT + HOUR)
    await ada.is_heard_of(clock.ahead)
    clock.sweep()
    await ada.type("y")
    await bob.sees_length(2)


def _warning(person: Person) -> Locator:
    return person.page.get_by_test_id("closing-banner")
