"""One error shape, also where no view of ours is asked."""

import logging

import pytest
from django.db import OperationalError
from rest_framework.exceptions import Throttled, ValidationError

from coterie.config.problems import exception_handler
from coterie.rooms import views
from coterie.tests.front_door import FrontDoor, problem_of


@pytest.mark.parametrize(
    "path", ["/api", "/api/", "/api/nothing/", "/api/rooms", "/api/rooms/a/b/"]
)
def test_an_unknown_call_is_a_problem_whatever_the_method(door: FrontDoor, path: str) -> None:
    problem_of(door.get(path), 404, "not-found")
    problem_of(door.post(path, b"{"), 404, "not-found")
    problem_of(door.call("DELETE", path), 404, "not-found")


def test_a_crash_is_a_problem_that_tells_nothing(
    door: FrontDoor, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def crash(**_: object) -> None:
        raise RuntimeError("the password is hunter2")

    monkeypatch.setattr(views, "room_create", crash)
    monkeypatch.setattr(logging.getLogger("django"), "propagate", True)
    response = door.post("/api/rooms/")
    problem_of(response, 500, "internal")
    assert b"hunter2" not in response.content
    assert "hunter2" in caplog.text


def test_nested_errors_become_paths() -> None:
    error = ValidationError({"rooms": {"r1": {"edits": ["Too many."]}}, "node": ["Missing."]})
    response = exception_handler(error, {})
    assert response is not None
    errors = response.data["errors"]
    assert errors == {"rooms.r1.edits": ["Too many."], "node": ["Missing."]}


def test_a_library_error_keeps_its_status() -> None:
    response = exception_handler(Throttled(wait=3), {})
    assert response is not None
    assert (response.status_code, response.data["code"]) == (429, "throttled")
    assert exception_handler(OperationalError(), {}) is None


def test_a_foreign_accept_header_is_406(door: FrontDoor) -> None:
    problem_of(door.get("/api/rooms/x/", accept="text/html"), 406, "not-acceptable")
