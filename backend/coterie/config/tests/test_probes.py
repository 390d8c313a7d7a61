"""Ready means that the product can be used."""

import pytest
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from coterie.config import probes
from coterie.tests.front_door import FrontDoor, json_of, problem_of


def test_alive_and_ready(door: FrontDoor) -> None:
    assert json_of(door.get("/livez")) == {"status": "ok"}
    assert json_of(door.get("/readyz")) == {"status": "ok"}


def test_not_ready_while_a_migration_is_missing(door: FrontDoor) -> None:
    [newest] = MigrationLoader(connection).graph.leaf_nodes("rooms")
    MigrationRecorder(connection).record_unapplied(*newest)
    problem_of(door.get("/readyz"), 503, "unavailable")
    json_of(door.get("/livez"))


def test_not_ready_without_a_database(door: FrontDoor, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(probes, "MigrationExecutor", fail)
    problem_of(door.get("/readyz"), 503, "unavailable")
