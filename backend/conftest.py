"""Keys, clock and database of the tests; nothing of a developer's data folder is touched."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections
from pytest_django.fixtures import Settings

from coterie.config import clock as product_clock
from coterie.config import settings as product_settings
from coterie.config.keys import KeyFolder
from coterie.presence import pokes as product_pokes
from coterie.tests.front_door import NEXT_SERVICE_KEY, SERVICE_KEY, Clock, Committed, FrontDoor


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A file: an in-memory database of SQLite would be shared by threads, and lock otherwise."""
    file = tmp_path_factory.mktemp("database") / "test.sqlite3"
    connections.databases["default"]["TEST"]["NAME"] = str(file)


@pytest.fixture(scope="session", autouse=True)
def key_folder(tmp_path_factory: pytest.TempPathFactory) -> KeyFolder:
    """Settings were read before any fixture, but no key was."""
    folder = KeyFolder(tmp_path_factory.mktemp("keys"))
    product_settings._keys = folder
    return folder


@pytest.fixture
def room_token_key(key_folder: KeyFolder) -> str:
    return key_folder.room_token


@pytest.fixture(autouse=True)
def service_keys(settings: Settings) -> None:
    settings.SERVICE_KEYS = [SERVICE_KEY, NEXT_SERVICE_KEY]


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(product_clock, "now", clock.now)
    return clock


@pytest.fixture(autouse=True)
def pokes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """One entry for each poke; no test calls a node that is not there."""
    delivered: list[str] = []
    monkeypatch.setattr(product_pokes, "_deliver", lambda: delivered.append("poke"))
    return delivered


@pytest.fixture
def committed(pokes: list[str], django_capture_on_commit_callbacks: Any) -> Committed:  # noqa: ANN401
    """Runs what waits for a commit, and says how many pokes came of it."""

    def run(call: Callable[[], object]) -> int:
        before = len(pokes)
        with django_capture_on_commit_callbacks(execute=True):
            call()
        return len(pokes) - before

    return run


@pytest.fixture
def door(db: None, clock: Clock) -> FrontDoor:  # noqa: ARG001
    return FrontDoor(clock)
