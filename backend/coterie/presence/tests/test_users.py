"""GET /api/rooms/{id}/users/"""

import uuid

from coterie.tests.front_door import FrontDoor, json_of, problem_of


def test_an_empty_room_has_nobody(door: FrontDoor) -> None:
    assert door.users(door.create()) == []


def test_tells_id_name_and_role_and_nothing_else(door: FrontDoor) -> None:
    room = door.create()
    ada = door.join(room, "Ada", bearer=room["owner_key"])
    answer = json_of(door.get(f"/api/rooms/{room['id']}/users/"))
    assert answer == {"users": [{"user_id": ada["user_id"], "username": "Ada", "role": "owner"}]}


def test_two_connections_of_one_participant_are_one_person(door: FrontDoor) -> None:
    room = door.create()
    ada = door.join(room, "Ada")
    door.heartbeat({room["id"]: {"c1": ada["user_id"], "c2": ada["user_id"]}})
    assert door.users(room) == ["Ada"]


def test_an_unknown_room_is_404(door: FrontDoor) -> None:
    problem_of(door.get(f"/api/rooms/{uuid.uuid4()}/users/"), 404, "room-not-found")
    problem_of(door.post(f"/api/rooms/{uuid.uuid4()}/users/"), 405, "method-not-allowed")
