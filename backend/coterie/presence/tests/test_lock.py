"""A locked room: nobody new, whatever they show; who was in comes and goes."""

import pytest

from coterie.rooms.models import RoomUser
from coterie.tests.front_door import Committed, FrontDoor, json_of, problem_of, room_path


def test_nobody_new_gets_in(door: FrontDoor) -> None:
    room = door.create()
    path, key = room_path(room), room["owner_key"]
    ada = door.join(room, "Ada")
    links = door.post(f"{path}links/", {"role": "editor"}, key)
    link_key = json_of(links, 201)["link_key"]
    assert json_of(door.patch(path, {"locked": True}, key))["locked"] is True

    for body in ({}, {"key": link_key}, {"resume_key": "rk_wrong"}, {"password": "correct horse"}):
        response = door.post(f"{path}join/", {"username": "Eve", **body})
        problem_of(response, 403, "room-locked")
    problem_of(door.signed(f"{path}join/", {"username": "Guest"}), 403, "room-locked")
    assert RoomUser.objects.count() == 1

    again = door.join(room, "Ada", resume_key=ada["resume_key"])
    assert again["user_id"] == ada["user_id"]
    assert door.join(room, "Olga", bearer=key)["role"] == "owner"
    json_of(door.patch(path, {"locked": False}, key))
    door.join(room, "Bob")


def test_is_no_news_to_those_inside(door: FrontDoor, committed: Committed) -> None:
    """[PK1]"""
    room = door.create()
    door.join(room, "Ada")
    change = {"locked": True}
    assert committed(lambda: door.patch(room_path(room), change, room["owner_key"])) == 0
    assert door.users(room) == ["Ada"]


@pytest.mark.parametrize("guarded", ["locked", "password", "link"])
def test_of_a_closed_room_strangers_learn_nobody(door: FrontDoor, guarded: str) -> None:
    room = door.create()
    path, key = room_path(room), room["owner_key"]
    ada = door.join(room, "Ada")
    assert json_of(door.get(f"{path}users/"))["users"]
    if guarded == "link":
        door.post(f"{path}link/", None, key)
    else:
        change = {"locked": True} if guarded == "locked" else {"password": "correct horse"}
        door.patch(path, change, key)
    problem_of(door.get(f"{path}users/"), 401, "unauthenticated")
    for bearer in (ada["token"], key):
        answer = json_of(door.get(f"{path}users/", Authorization=f"Bearer {bearer}"))
        assert [user["username"] for user in answer["users"]] == ["Ada"]
    door.delete(f"{path}users/{ada['user_id']}/", key)
    gone = door.get(f"{path}users/", Authorization=f"Bearer {ada['token']}")
    problem_of(gone, 403, "removed")
