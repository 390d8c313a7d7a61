"""GET /api/rooms/{id}/"""

import uuid
from datetime import datetime

import pytest

from coterie.rooms.models import Room
from coterie.tests.front_door import FrontDoor, json_of, problem_of

UNKNOWN = [
    str(uuid.UUID(int=4)),
    "main",
    "0",
    "%00",
    "..%2F..%2Fadmin",
    "x" * 5000,
    "{00000000-0000-0000-0000-000000000004}",
    "%F0%9F%92%A9",
]


def delete(room_id: str, now: datetime) -> None:
    Room.objects.filter(pk=room_id).update(is_active=False, deleted_at=now)


def test_answers_what_create_answered_without_the_key(door: FrontDoor) -> None:
    created = door.create(name="Pairing", language="rust")
    del created["owner_key"]
    assert json_of(door.get(f"/api/rooms/{created['id']}/")) == created


@pytest.mark.parametrize("room_id", UNKNOWN)
def test_unknown_and_malformed_ids_are_404(door: FrontDoor, room_id: str) -> None:
    response = door.get(f"/api/rooms/{room_id}/")
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"


def test_another_spelling_of_the_id_is_another_room(door: FrontDoor) -> None:
    """[WS1] realtime would open a second document under it."""
    room_id = door.create()["id"]
    problem_of(door.get(f"/api/rooms/{room_id.upper()}/"), 404, "room-not-found")
    problem_of(door.get(f"/api/rooms/{room_id.replace('-', '')}/"), 404, "room-not-found")


def test_a_deleted_room_is_410(door: FrontDoor) -> None:
    room = door.create()
    delete(room["id"], door.clock.now())
    problem_of(door.get(f"/api/rooms/{room['id']}/"), 410, "room-deleted")
    path = f"/api/rooms/{room['id']}/join/"
    problem_of(door.post(path, {"username": "Ada"}), 410, "room-deleted")
    problem_of(door.get(f"/api/rooms/{room['id']}/users/"), 410, "room-deleted")
