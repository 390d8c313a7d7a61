"""The end of a room, on a clock that the test moves: warning, extension, deletion [HB8] [HB9]."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from people import Person
from playwright.async_api import expect
from product import Product

HOUR = 3_600
MINUTE = 60


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
        self.set(0)

    def sweep(self) -> None:
        """Deletes what has expired by now, from a process of its own, as Celery would."""
        command = [sys.executable, str(LAUNCHER), "manage", "shell", "--no-imports", "-c", SWEEP]
        env = {**os.environ, "COTERIE_DATA_DIR": str(self._data)}
        subprocess.run(command, env=env, check=True, timeout=20)

    def set(self, seconds: float) -> None:
        """Puts the clock this far ahead of the real one, at once for all who read it."""
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


async def test_an_idle_room_warns_is_extended_and_goes(ada: Person, clock: Clock) -> None:
    link = await ada.create_room()
    await ada.type("kept until the end")
    await ada.is_saved()
    banner = ada.page.get_by_test_id("closing-banner")

    # Nearly twelve hours without a key: still somebody who is there.
    clock.set(12 * HOUR - MINUTE)
    await _present(ada, 1)
    await expect(banner).to_have_count(0)
    # A tab that was left open no longer counts, and half an hour later the room is to go.
    clock.set(12 * HOUR + MINUTE)
    await _present(ada, 0)
    await expect(banner).to_have_count(0)
    clock.set(12 * HOUR + 27 * MINUTE)
    await expect(banner).to_be_visible()
    await ada.page.get_by_test_id("extend-room").click()
    await expect(banner).to_have_count(0)

    clock.set(12 * HOUR + 53 * MINUTE)
    await expect(banner).to_be_visible()
    clock.sweep()  # too early
    clock.set(13 * HOUR)
    clock.sweep()
    ended = ada.page.get_by_test_id("room-ended")
    await expect(ended).to_have_attribute("data-reason", "deleted")
    await expect(ada.page.get_by_test_id("download-copy")).to_be_visible()

    await ada.page.goto(link)
    await expect(ended).to_have_attribute("data-reason", "deleted")


async def test_a_room_with_somebody_active_stays(ada: Person, clock: Clock) -> None:
    await ada.create_room()
    for hours in (11, 22, 33):
        clock.set(hours * HOUR)
        await _present(ada, 1)
        clock.sweep()
        await ada.type("x")
        await ada.is_saved()
    await ada.sees_text("xxx")
    await expect(ada.page.get_by_test_id("closing-banner")).to_have_count(0)


async def _present(person: Person, count: int) -> None:
    """Waits until heartbeats have told Django how many are there, on the new clock."""
    room = person.page.url.rsplit("/", 1)[1]
    users = f"{person.base}/api/rooms/{room}/users/"
    await person.page.wait_for_function(
        "async ([url, count]) => (await (await fetch(url)).json()).users.length === count",
        arg=[users, count],
    )
