"""Keys, clock and database of the tests; nothing of a developer's data folder is touched."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from asgiref.sync import SyncToAsync
from django.db import connections
from pytest_django.fixtures import Settings

from coterie.config import clock as product_clock
from coterie.config import settings as product_settings
from coterie.config.keys import KeyFolder
from coterie.presence import pokes as product_pokes
from coterie.tests.front_door import NEXT_SERVICE_KEY, SERVICE_KEY, Clock, Committed, FrontDoor
from coterie.tests.own_database import own_database
from coterie.tests.quick_flush import quick_flush


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A file: an in-memory database of SQLite would be shared by threads, and lock otherwise."""
    database = connections.databases["default"]
    if database["ENGINE"].endswith("sqlite3"):
        file = tmp_path_factory.mktemp("database") / "test.sqlite3"
        database["TEST"]["NAME"] = str(file)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:  # noqa: ARG001
    with pytest.MonkeyPatch.context() as patch:
        quick_flush(patch)
        yield
    # A server keeps a database that somebody is connected to: asynchronous tests, in this thread.
    SyncToAsync.single_thread_executor.submit(connections.close_all).result()


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """For tests that start processes: a database of theirs, on the server under test."""
    if connections.databases["default"]["ENGINE"].endswith("sqlite3"):
        yield
    else:
        yield from own_database(os.environ["DATABASE_URL"], monkeypatch)


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
def quick_passwords(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["coterie.tests.quick_hasher.QuickHasher"]


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


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On a server, what reaches no database is left out: the suite on SQLite has run it."""
    if connections.databases["default"]["ENGINE"].endswith("sqlite3"):
        return
    kept = [item for item in items if _reaches_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if not _reaches_database(item)])
    items[:] = kept


def _reaches_database(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    marked = item.get_closest_marker("django_db") is not None
    return marked or bool(fixtures & {"db", "transactional_db", "processes"})
