"""How often anybody may make rooms, enter them, and try owner keys: by address, and by room."""

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django.fixtures import Settings

from coterie.presence.models import Lease
from coterie.quotas.models import Bucket
from coterie.quotas.quota import Quota
from coterie.rooms import owner_key_tries
from coterie.rooms.models import Room
from coterie.tests.at_once import at_once
from coterie.tests.front_door import Clock, FrontDoor, json_of, problem_of, room_path

MOST = 5
AT_ONCE = 24
WRONG = "ok_0123456789abcdefghijkl"


@pytest.fixture(autouse=True)
def bounds(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.ROOMS_PER_ADDRESS = MOST
    settings.JOINS_PER_ADDRESS = MOST
    settings.JOINS_PER_ROOM = MOST
    monkeypatch.setattr(owner_key_tries, "TRIES_PER_ADDRESS", Quota(MOST, 600))


def come_from(door: FrontDoor, address: str) -> FrontDoor:
    client = Client(raise_request_exception=False, REMOTE_ADDR=address)
    return FrontDoor(door.clock, client)


def refused(response: HttpResponse, code: str = "too-many") -> None:
    problem_of(response, 429, code)
    assert 1 <= int(response["Retry-After"]) <= 600


def test_rooms_of_an_address(door: FrontDoor, clock: Clock) -> None:
    for _ in range(MOST):
        door.create()
    for forged in ({}, {"X-Forwarded-For": "192.0.2.7"}, {"X-Real-IP": "192.0.2.7"}):
        refused(door.post("/api/rooms/", {}, **forged))
    assert Room.objects.count() == MOST
    come_from(door, "192.0.2.7").create()
    clock.advance(600 / MOST)
    door.create()


def test_joins_of_an_address(door: FrontDoor, settings: Settings) -> None:
    rooms = [door.create() for _ in range(MOST)]
    for room in rooms:
        door.join(room)
    path = f"{room_path(rooms[0])}join/"
    refused(door.post(path, {"username": "Ada"}, **{"X-Forwarded-For": "192.0.2.7"}))
    come_from(door, "192.0.2.7").join(rooms[0])


def test_joins_of_a_room_wherever_they_come_from(door: FrontDoor) -> None:
    room, other = door.create(), door.create()
    for number in range(MOST):
        come_from(door, f"192.0.2.{number}").join(room)
    late = come_from(door, "192.0.2.77")
    for spelled in (room["id"], room["id"].upper(), room["id"].replace("-", "")):
        refused(late.post(f"/api/rooms/{spelled}/join/", {"username": "Eve"}))
    # A node comes for many, from one address; the room's bound holds for it as well.
    refused(late.signed(f"{room_path(room)}join/", {"username": "Guest"}))
    late.join(other)
    assert Lease.objects.count() == MOST + 1


def test_whoever_is_refused_uses_up_no_room(door: FrontDoor, settings: Settings) -> None:
    room = door.create()
    settings.JOINS_PER_ADDRESS = 1
    door.join(room)
    for _ in range(3 * MOST):
        refused(door.post(f"{room_path(room)}join/", {"username": "Ada"}))
    come_from(door, "192.0.2.7").join(room)


def test_a_node_joins_for_many(door: FrontDoor, settings: Settings) -> None:
    settings.JOINS_PER_ROOM = 3 * MOST
    room = door.create()
    for _ in range(3 * MOST):
        json_of(door.signed(f"{room_path(room)}join/", {"username": "Guest"}))


def test_wrong_owner_keys_of_an_address(door: FrontDoor) -> None:
    room = door.create()
    calls: list[Callable[[FrontDoor, str], HttpResponse]] = [
        lambda at, key: at.delete(room_path(room), key),
        lambda at, key: at.patch(room_path(room), {"name": "Mine"}, key),
        lambda at, key: at.get(room_path(room), Authorization=f"bearer  {key}"),
        lambda at, key: at.post(f"{room_path(room)}link/", {}, key),
        lambda at, key: at.post(f"{room_path(room)}join/", {"username": "Eve"}, key),
    ]
    for call in calls:
        problem_of(call(door, WRONG), 401, "owner-key-invalid")
    for call in calls:
        refused(call(door, WRONG), "too-many-keys")
    # Nor is the right one told apart from there.
    refused(door.patch(room_path(room), {"name": "Mine"}, room["owner_key"]), "too-many-keys")
    # The owner is elsewhere, and whoever has no key is not concerned.
    json_of(come_from(door, "192.0.2.7").patch(room_path(room), {}, room["owner_key"]))
    json_of(door.get(room_path(room)))


def test_right_owner_keys_are_not_counted(door: FrontDoor) -> None:
    room = door.create()
    for number in range(3 * MOST):
        json_of(door.patch(room_path(room), {"name": f"n{number}"}, room["owner_key"]))


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_no_more_get_through(door: FrontDoor, settings: Settings) -> None:
    """On SQLite as on PostgreSQL."""
    settings.ROOMS_PER_ADDRESS = AT_ONCE
    room = door.create()

    def enter() -> int:
        body = {"username": "Ada"}
        return come_from(door, "192.0.2.7").post(f"{room_path(room)}join/", body).status_code

    def guess() -> int:
        return come_from(door, "192.0.2.8").delete(room_path(room), WRONG).status_code

    statuses = at_once(*[enter] * AT_ONCE)
    assert sorted(statuses) == [200] * MOST + [429] * (AT_ONCE - MOST)
    statuses = at_once(*[guess] * AT_ONCE)
    assert sorted(statuses) == [401] * MOST + [429] * (AT_ONCE - MOST)
    settings.ROOMS_PER_ADDRESS = MOST
    Bucket.objects.all().delete()
    statuses = at_once(
        *[lambda: come_from(door, "192.0.2.9").post("/api/rooms/", {}).status_code] * AT_ONCE
    )
    assert sorted(statuses) == [201] * MOST + [429] * (AT_ONCE - MOST)
