"""GET /api/rooms/{id}/"""

import uuid
from collections.abc import Mapping
from typing import Any

import pytest
from django.http import HttpResponse

from coterie.rooms.abilities import abilities_of
from coterie.rooms.models import Role, Room
from coterie.tests.front_door import FrontDoor, json_of, problem_of, room_path

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


def get(door: FrontDoor, room: Mapping[str, Any], bearer: str | None = None) -> HttpResponse:
    headers = {} if bearer is None else {"Authorization": f"Bearer {bearer}"}
    return door.get(room_path(room), **headers)


def test_answers_what_create_answered_without_the_key(door: FrontDoor) -> None:
    created = door.create(name="Pairing", language="rust")
    owner_key = created.pop("owner_key")
    assert json_of(get(door, created, owner_key)) == created


def test_counts_people_and_says_when_an_empty_room_closes(door: FrontDoor) -> None:
    room = door.create()
    ada = door.join(room, "Ada")
    assert (ada["room"]["participant_count"], ada["room"]["closing_at"]) == (1, None)
    door.heartbeat({room["id"]: {"c1": ada["user_id"], "c2": ada["user_id"]}})
    door.clock.advance(10)
    seen = json_of(get(door, room))
    assert (seen["participant_count"], seen["closing_at"]) == (1, None)

    door.heartbeat({}, sequence=2)
    seen = json_of(get(door, room))
    assert (seen["participant_count"], seen["closing_at"]) == (0, "2030-01-01T00:30:10Z")


def test_a_room_token_shows_the_abilities_of_the_role_that_one_has_now(door: FrontDoor) -> None:
    room = door.create()
    ada = door.join(room, "Ada")
    assert json_of(get(door, room, ada["token"]))["abilities"] == abilities_of(Role.EDITOR, Room())
    door.patch(f"{room_path(room)}users/{ada['user_id']}/", {"role": "viewer"}, room["owner_key"])
    assert json_of(get(door, room, ada["token"]))["abilities"] == abilities_of(Role.VIEWER, Room())


def test_wrong_credentials_are_refused_not_overlooked(door: FrontDoor) -> None:
    room, other = door.create(), door.create()
    eve = door.join(other, "Eve")
    problem_of(get(door, room, other["owner_key"]), 401, "owner-key-invalid")
    for bearer in (eve["token"], "x", ""):
        problem_of(get(door, room, bearer), 401, "room-token-invalid")
    ada = door.join(room, "Ada")
    door.clock.advance(600)
    problem_of(get(door, room, ada["token"]), 401, "room-token-invalid")


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
    door.delete(room_path(room), room["owner_key"])
    problem_of(door.get(f"/api/rooms/{room['id']}/"), 410, "room-deleted")
    path = f"/api/rooms/{room['id']}/join/"
    problem_of(door.post(path, {"username": "Ada"}), 410, "room-deleted")
    problem_of(door.get(f"/api/rooms/{room['id']}/users/"), 410, "room-deleted")
