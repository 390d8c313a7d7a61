"""PATCH /api/rooms/{id}/users/{user_id}/"""

import uuid
from typing import Any

import pytest

from coterie.tests.front_door import Committed, FrontDoor, json_of, problem_of, room_path


def user_path(room: dict[str, Any], joined: dict[str, Any]) -> str:
    return f"{room_path(room)}users/{joined['user_id']}/"


def test_the_role_changes_at_once_and_for_good(door: FrontDoor, committed: Committed) -> None:
    """[HB2] [PK1]"""
    room = door.create()
    ada = door.join(room, "Ada")
    listed = {room["id"]: {"c1": ada["user_id"]}}
    door.heartbeat(listed)

    def change() -> None:
        answer = json_of(door.patch(user_path(room, ada), {"role": "viewer"}, room["owner_key"]))
        assert answer == {"user_id": ada["user_id"], "username": "Ada", "role": "viewer"}

    assert committed(change) == 1
    assert door.heartbeat(listed, sequence=2)[room["id"]]["roles"] == {ada["user_id"]: "viewer"}
    assert door.join(room, "Ada", resume_key=ada["resume_key"])["role"] == "viewer"
    json_of(door.patch(user_path(room, ada), {"role": "editor"}, room["owner_key"]))
    assert door.join(room, "Ada", resume_key=ada["resume_key"])["role"] == "editor"


def test_the_owner_stays_owner(door: FrontDoor) -> None:
    room = door.create()
    owner = door.join(room, bearer=room["owner_key"])
    response = door.patch(user_path(room, owner), {"role": "viewer"}, room["owner_key"])
    problem_of(response, 409, "owner-stays")
    assert door.join(room, bearer=room["owner_key"])["role"] == "owner"


@pytest.mark.parametrize("body", [{}, {"role": "owner"}, {"role": None}, {"role": "x"}, []])
def test_refuses_a_bad_role(door: FrontDoor, body: object) -> None:
    room = door.create()
    ada = door.join(room)
    response = door.patch(user_path(room, ada), body, room["owner_key"])
    assert problem_of(response, 400, "invalid")["errors"]


def test_refuses_unknown_fields(door: FrontDoor) -> None:
    room = door.create()
    body = {"role": "viewer", "username": "Eve"}
    response = door.patch(user_path(room, door.join(room)), body, room["owner_key"])
    assert list(problem_of(response, 400, "invalid")["errors"]) == ["username"]


def test_needs_the_owner_key_and_somebody_of_this_room(door: FrontDoor) -> None:
    room, other = door.create(), door.create()
    ada, eve = door.join(room, "Ada"), door.join(other, "Eve")
    body = {"role": "viewer"}
    path, key = user_path(room, ada), room["owner_key"]
    problem_of(door.patch(path, body), 401, "unauthenticated")
    problem_of(door.patch(path, body, ada["token"]), 403, "owner-only")
    problem_of(door.patch(path, body, other["owner_key"]), 401, "owner-key-invalid")
    problem_of(door.patch(user_path(room, eve), body, key), 404, "participant-not-found")
    nobody = {"user_id": uuid.uuid4()}
    problem_of(door.patch(user_path(room, nobody), body, key), 404, "participant-not-found")
    problem_of(door.patch(user_path(room, {"user_id": "me"}), body, key), 404, "not-found")
    problem_of(door.get(path), 405, "method-not-allowed")
