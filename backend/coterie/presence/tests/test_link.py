"""POST /api/rooms/{id}/link/, and who gets in by a link afterwards."""

import hashlib

from coterie.rooms.models import Room, RoomUser
from coterie.tests.front_door import Committed, FrontDoor, json_of, problem_of, room_path


def rotate(door: FrontDoor, room: dict[str, str]) -> str:
    response = door.post(f"{room_path(room)}link/", None, room["owner_key"])
    assert response["Cache-Control"] == "no-store"
    link_key: str = json_of(response)["link_key"]
    return link_key


def test_an_open_link_needs_no_key(door: FrontDoor) -> None:
    room = door.create()
    for key in (None, "", "lk_whatever"):
        assert door.join(room, key=key)["role"] == "editor"


def test_a_rotated_link_lets_in_by_its_newest_key_alone(door: FrontDoor) -> None:
    room = door.create(link_role="viewer")
    first = rotate(door, room)
    assert door.join(room, key=first)["role"] == "viewer"
    second = rotate(door, room)
    assert first != second
    assert door.join(room, key=second)["room"]["link_closed"] is True

    path = f"{room_path(room)}join/"
    for key in (first, None, "", "lk_wrong", second[:-1], room["owner_key"], "\u00e9"):
        problem_of(door.post(path, {"username": "Eve", "key": key}), 403, "link-closed")
    assert RoomUser.objects.count() == 2


def test_its_key_is_kept_as_a_hash(door: FrontDoor) -> None:
    room = door.create()
    key = rotate(door, room)
    assert Room.objects.get().link_key_hash == hashlib.sha256(key.encode()).hexdigest()


def test_known_people_and_the_owner_need_no_link(door: FrontDoor) -> None:
    room = door.create()
    ada = door.join(room, "Ada")
    rotate(door, room)
    again = door.join(room, "Ada", resume_key=ada["resume_key"])
    assert again["user_id"] == ada["user_id"]
    assert door.join(room, "Olga", bearer=room["owner_key"])["role"] == "owner"
    path = f"{room_path(room)}join/"
    stranger = {"username": "Eve", "resume_key": "rk_wrong"}
    problem_of(door.post(path, stranger), 403, "link-closed")


def test_a_room_with_a_closed_link_admits_no_guest_of_a_node(door: FrontDoor) -> None:
    """[AD3]"""
    room = door.create()
    rotate(door, room)
    path = f"{room_path(room)}join/"
    problem_of(door.signed(path, {"username": "Guest"}), 403, "link-closed")


def test_people_inside_stay(door: FrontDoor, committed: Committed) -> None:
    """[PK1] Realtime has nothing to hear of."""
    room = door.create()
    door.join(room, "Ada")
    assert committed(lambda: rotate(door, room)) == 0
    assert door.users(room) == ["Ada"]


def test_refuses_a_key_that_is_no_text(door: FrontDoor) -> None:
    path = f"{room_path(door.create())}join/"
    for key in ("x" * 201, ["lk_"], {"a": 1}, True):
        body = problem_of(door.post(path, {"username": "Ada", "key": key}), 400, "invalid")
        assert list(body["errors"]) == ["key"]


def test_needs_the_owner_key(door: FrontDoor) -> None:
    room, other = door.create(), door.create()
    token = door.join(room, bearer=room["owner_key"])["token"]
    path = f"{room_path(room)}link/"
    problem_of(door.post(path), 401, "unauthenticated")
    problem_of(door.post(path, None, token), 403, "owner-only")
    problem_of(door.post(path, None, other["owner_key"]), 401, "owner-key-invalid")
    assert Room.objects.get(pk=room["id"]).link_closed is False
