"""The parts on their own, as the README starts them in three terminals."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest
from people import Person
from playwright.async_api import Browser

ROOT = Path(__file__).parents[1]
START_SECONDS = 60
PYTHON = sys.executable


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def running(
    command: list[str], ready: str, env: dict[str, str], folder: Path = ROOT
) -> Iterator[None]:
    """A process that answers at `ready` once the block begins."""
    process = subprocess.Popen(command, cwd=folder, env={**os.environ, **env})
    try:
        deadline = time.monotonic() + START_SECONDS
        while not _answers(ready):
            assert process.poll() is None, command
            assert time.monotonic() < deadline, command
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(START_SECONDS)


@pytest.fixture
def front(tmp_path: Path) -> Iterator[str]:
    """The address of Vite's page, with Django and a realtime node behind it."""
    django, realtime, vite = (free_port() for _ in range(3))
    api, page = f"http://127.0.0.1:{django}", f"http://127.0.0.1:{vite}"
    data = {
        "COTERIE_DATA_DIR": str(tmp_path / "data"),
        "COTERIE_REALTIME_URL": f"ws://127.0.0.1:{realtime}/ws",
        "COTERIE_ORIGINS": page,
    }
    coterie = [PYTHON, "-m", "coterie"]
    subprocess.run([*coterie, "manage", "migrate", "-v0"], env={**os.environ, **data}, check=True)
    store = f"sqlite:///{tmp_path / 'documents.sqlite3'}"
    node = [PYTHON, "-m", "coterie_realtime", "--port", str(realtime), "--store", store]
    front = ROOT / "frontend"
    with ExitStack() as parts:
        backend = [*coterie, "backend", "--port", str(django)]
        parts.enter_context(running(backend, f"{api}/readyz", data))
        node += ["--django-api", api]
        parts.enter_context(running(node, f"http://127.0.0.1:{realtime}/readyz", data))
        dev = [str(front / "node_modules" / ".bin" / "vite"), "--port", str(vite), "--strictPort"]
        parts.enter_context(running(dev, page, {"DJANGO_API": api}, front))
        yield page


async def test_three_parts_are_one_product(browser: Browser, front: str) -> None:
    async with (
        Person.arriving(browser, front, "Ada") as ada,
        Person.arriving(browser, front, "Bob") as bob,
    ):
        # The realtime node is a host of its own here.
        await bob.open(await ada.create_room())
        await ada.type("three parts")
        await bob.sees_text("three parts")
        await ada.is_saved()
        await ada.page.get_by_test_id("role-menu").select_option("viewer")
        await bob.page.locator("[data-testid=connection-badge][data-state=read-only]").wait_for()


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2).is_success
    except httpx.HTTPError:
        return False
