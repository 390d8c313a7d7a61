"""The attacker sends what no client of ours would: bodies, hosts, and other people's cookies."""

from collections.abc import AsyncIterator
from typing import Any, cast

import httpx
import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

from coterie.config.asgi import application
from coterie.config.limits import MAX_BODY_BYTES, MAX_HEARTBEAT_BYTES
from coterie.rooms.models import Room
from coterie.tests.front_door import FrontDoor, json_of, problem_of, room_path

PART = 64 * 1024


def outside() -> httpx.AsyncClient:
    transport = httpx.ASGITransport(cast("Any", application), raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://localhost")


def rooms_made() -> int:
    try:
        return Room.objects.count()
    finally:
        # This is another thread than the test's, which nobody else tidies up after.
        connection.close()


async def parts(size: int) -> AsyncIterator[bytes]:
    """A body whose length nobody declares."""
    for _ in range(0, size, PART):
        yield b"x" * PART


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("path", ["/api/rooms/", "/api/realtime/heartbeat/", "/admin/login/"])
async def test_a_body_without_a_length_is_bounded_all_the_same(path: str) -> None:
    async with outside() as client:
        response = await client.post(
            path,
            content=parts(MAX_HEARTBEAT_BYTES + PART),
            headers={"Content-Type": "application/json"},
        )
    assert response.status_code == 413
    assert await sync_to_async(rooms_made)() == 0


@pytest.mark.django_db(transaction=True)
async def test_a_body_that_says_it_is_short_is_not_read_on() -> None:
    """What comes past the declared length is the server's to cut; what is too long is refused."""
    async with outside() as client:
        large = b'{"name": "' + b"x" * MAX_BODY_BYTES + b'"}'
        response = await client.post(
            "/api/rooms/", content=large, headers={"Content-Type": "application/json"}
        )
        assert response.status_code == 413
        assert response.json()["code"] == "body-too-large"
        declared = {"Content-Type": "application/json", "Content-Length": str(10**12)}
        response = await client.post("/api/rooms/", content=b"{}", headers=declared)
        assert response.status_code == 413
    assert await sync_to_async(rooms_made)() == 0


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 60_000,
        b'{"name":' * 7_000,
        b'{"max_participants": ' + b"9" * 60_000 + b"}",
        b"\x00" * 1000,
        b'{"name": "\xed\xa0\x80"}',
        b'{"name": NaN}',
    ],
)
def test_a_body_that_parsers_choke_on_is_a_400(door: FrontDoor, body: bytes) -> None:
    room = door.create()
    for path in ("/api/rooms/", f"{room_path(room)}join/", f"{room_path(room)}transfer/redeem/"):
        assert door.post(path, body).status_code == 400


@pytest.mark.parametrize("value", ['"\\ud800x"', '"\\u0000x"', "1e999", "true", '{"x": 1}'])
def test_an_odd_value_is_refused_or_cleaned(door: FrontDoor, value: str) -> None:
    response = door.post("/api/rooms/", f'{{"name": {value}}}'.encode())
    assert response.status_code in (201, 400)
    if response.status_code == 201:
        assert json_of(response, 201)["name"] in ("x", "inf")


def test_a_forged_host_gets_into_no_link(door: FrontDoor) -> None:
    for headers in ({"Host": "evil.example"}, {"Host": "localhost.evil.example"}):
        problem_of(door.post("/api/rooms/", **headers), 400, "bad-request")
    for name in ("X-Forwarded-Host", "X-Host", "Forwarded", "X-Original-Host"):
        response = door.post("/api/rooms/", **{name: "evil.example"})
        room = json_of(response, 201)
        assert "evil" not in response.content.decode()
        made = door.post(
            f"{room_path(room)}links/", {"role": "viewer"}, room["owner_key"], **{name: "evil.x"}
        )
        assert json_of(made, 201)["url"].startswith("http://testserver/")


@pytest.fixture
def operator(door: FrontDoor) -> Client:
    """The browser of an operator who is logged in, led about by another site's page."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(User.objects.create_superuser("operator"))
    return client


def test_another_site_makes_no_call_of_the_admin(door: FrontDoor, operator: Client) -> None:
    room = door.create(name="Kept")
    change = f"/admin/rooms/room/{room['id']}/change/"
    forms: list[tuple[str, dict[str, str]]] = [
        (change, {"name": "Taken"}),
        ("/admin/rooms/room/", {"action": "delete_selected", "_selected_action": room["id"]}),
        ("/admin/logout/", {}),
        ("/admin/password_change/", {"new_password1": "x", "new_password2": "x"}),
        ("/admin/auth/user/add/", {"username": "eve"}),
    ]
    for path, form in forms:
        assert operator.post(path, form).status_code == 403, path
    # With the token of a page that it could read, it would still be of another origin.
    page = operator.get(change)
    token = page.cookies["csrftoken"].value if "csrftoken" in page.cookies else ""
    for origin in ("https://evil.example", "null"):
        answer = operator.post(
            change, {"name": "Taken", "csrfmiddlewaretoken": token}, headers={"Origin": origin}
        )
        assert answer.status_code == 403
    assert Room.objects.get().name == "Kept"
    assert User.objects.count() == 1


def test_an_operators_cookie_is_worth_nothing_to_the_api(door: FrontDoor, operator: Client) -> None:
    """So no other site can use it there, and needs no token against that."""
    room = door.create()
    for method, path in (
        ("DELETE", room_path(room)),
        ("PATCH", room_path(room)),
        ("POST", f"{room_path(room)}link/"),
        ("POST", f"{room_path(room)}transfer/"),
    ):
        answer = operator.generic(method, path, b"{}", "application/json")
        assert answer.status_code == 401
    assert Room.objects.get().is_active
