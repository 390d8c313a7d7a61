"""COTERIE_ORIGINS: which pages elsewhere may call the API."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django.fixtures import Settings

from coterie.config.env import Environment
from coterie.tests.front_door import FrontDoor

OURS = "https://rooms.example.org"
ASKED = {
    "Access-Control-Request-Method": "PATCH",
    "Access-Control-Request-Headers": "authorization,content-type",
}


def test_nobody_is_unless_said(door: FrontDoor) -> None:
    response = door.get("/api/rooms/", Origin=OURS)
    assert response.status_code == 200
    assert "Access-Control-Allow-Origin" not in response.headers


def test_whoever_is_named_may_call_with_a_bearer(door: FrontDoor, settings: Settings) -> None:
    settings.CORS_ALLOWED_ORIGINS = [OURS]
    response = door.get("/api/rooms/", Origin=OURS)
    assert response["Access-Control-Allow-Origin"] == OURS
    assert "retry-after" in response["Access-Control-Expose-Headers"].lower()
    # Cookies are nothing to the API, and nobody should send them.
    assert "Access-Control-Allow-Credentials" not in response.headers
    asked = door.call("OPTIONS", "/api/rooms/x/", headers={"Origin": OURS, **ASKED})
    assert asked.status_code == 200
    assert asked["Access-Control-Allow-Origin"] == OURS
    assert "PATCH" in asked["Access-Control-Allow-Methods"]
    assert "authorization" in asked["Access-Control-Allow-Headers"]


@pytest.mark.parametrize(
    "origin", ["https://evil.example", f"{OURS}.evil.example", "null", "http://rooms.example.org"]
)
def test_others_may_not(door: FrontDoor, settings: Settings, origin: str) -> None:
    settings.CORS_ALLOWED_ORIGINS = [OURS]
    for response in (
        door.get("/api/rooms/", Origin=origin),
        door.call("OPTIONS", "/api/rooms/", headers={"Origin": origin, **ASKED}),
    ):
        assert "Access-Control-Allow-Origin" not in response.headers


def test_the_admin_is_called_by_nobody_else(door: FrontDoor, settings: Settings) -> None:
    settings.CORS_ALLOWED_ORIGINS = [OURS]
    response = door.get("/admin/login/", Origin=OURS)
    assert "Access-Control-Allow-Origin" not in response.headers


def test_origins_are_read_strictly() -> None:
    sound = "https://a.example, http://localhost:5173, https://[::1]:8000"
    assert len(Environment({"O": sound}).origins("O")) == 3
    for bad in (
        "*",
        "a.example",
        "https://a.example/",
        "https://a.example/x",
        "https://A.example",
        "ws://a.example",
        "https://a.example:0",
        "https://a.example:99999",
        "https://",
    ):
        with pytest.raises(ImproperlyConfigured, match=r"^O: "):
            Environment({"O": bad}).origins("O")
