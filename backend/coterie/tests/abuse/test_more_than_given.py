"""The attacker is in, as a viewer or an editor, and wants to be more."""

from typing import Any

import pytest

from coterie.rooms.models import Room, RoomUser
from coterie.tests.front_door import FrontDoor, json_of, problem_of, room_path

# What no body may set, under every name that it goes by.
GREED: dict[str, object] = {
    "role": "owner",
    "is_owner": True,
    "owner": True,
    "owner_key": "ok_mine",
    "owner_key_hash": "0" * 64,
    "id": "00000000-0000-4000-8000-000000000000",
    "user_id": "00000000-0000-4000-8000-000000000000",
    "join_id": "0" * 16,
    "resume_key_hash": "0" * 64,
    "removed_at": None,
    "room": "00000000-0000-4000-8000-000000000000",
    "room_id": "00000000-0000-4000-8000-000000000000",
    "invite": None,
    "invite_id": None,
    "max_participants": 200,
    "link_role": "editor",
    "epoch": "0" * 16,
    "with_turn": True,
    "address": "192.0.2.1",
}


def test_joining_takes_no_more_than_it_asks_for(door: FrontDoor) -> None:
    room = door.create(link_role="viewer", max_participants=2)
    before = Room.objects.values().get()
    path = f"{room_path(room)}join/"
    eve = json_of(door.post(path, {"username": "Eve", **GREED}))
    assert eve["role"] == "viewer"
    user = RoomUser.objects.get()
    assert (str(user.pk), str(user.room_id)) == (eve["user_id"], room["id"])
    assert GREED["user_id"] != eve["user_id"]
    assert user.resume_key_hash != GREED["resume_key_hash"]
    after = Room.objects.values().get()
    assert after == {**before, "last_activity_at": after["last_activity_at"]}
    # Nor does coming back.
    back = {"username": "Eve", "resume_key": eve["resume_key"], **GREED}
    again = json_of(door.post(path, back))
    assert (again["role"], again["user_id"]) == ("viewer", eve["user_id"])


@pytest.mark.parametrize("field", sorted(set(GREED) - {"link_role", "max_participants"}))
def test_rooms_take_no_field_that_is_not_the_callers(door: FrontDoor, field: str) -> None:
    """Not from the owner either: such a wish is refused by name, not dropped."""
    room = door.create()
    body = {field: GREED[field]}
    for response in (
        door.post("/api/rooms/", body),
        door.patch(room_path(room), body, room["owner_key"]),
        door.post(f"{room_path(room)}links/", {"role": "viewer", **body}, room["owner_key"])
        if field != "role"
        else door.post(f"{room_path(room)}links/", body, room["owner_key"]),
    ):
        assert list(problem_of(response, 400, "invalid")["errors"]) == [field]
    assert Room.objects.count() == 1


def test_nobody_gives_themselves_a_role(door: FrontDoor) -> None:
    room = door.create(link_role="viewer")
    eve = door.join(room, "Eve")
    path = f"{room_path(room)}users/{eve['user_id']}/"
    problem_of(door.patch(path, {"role": "editor"}), 401, "unauthenticated")
    problem_of(door.patch(path, {"role": "editor"}, eve["token"]), 403, "owner-only")
    # Owners are made by the key alone, not even by the owner.
    for bearer in (None, eve["token"], room["owner_key"]):
        problem_of(door.patch(path, {"role": "owner"}, bearer), 400, "invalid")
    assert door.join(room, "Eve", resume_key=eve["resume_key"])["role"] == "viewer"


def test_a_role_is_that_of_now_not_of_the_token(door: FrontDoor) -> None:
    room = door.create()
    eve = door.join(room, "Eve")
    user = f"{room_path(room)}users/{eve['user_id']}/"
    json_of(door.patch(user, {"role": "viewer"}, room["owner_key"]))
    response = door.patch(room_path(room), {"language": "go"}, eve["token"])
    problem_of(response, 403, "role-too-low")


def test_a_former_owner_owns_nothing(door: FrontDoor) -> None:
    """The key that was handed over, and the role that came of it."""
    room = door.create(link_role="viewer")
    olga = door.join(room, "Olga", bearer=room["owner_key"])
    path = room_path(room)
    code = json_of(door.post(f"{path}transfer/", None, room["owner_key"]), 201)["code"]
    json_of(door.post(f"{path}transfer/redeem/", {"code": code}))
    for bearer, status, problem in (
        (room["owner_key"], 401, "owner-key-invalid"),
        (olga["token"], 403, "owner-only"),
    ):
        problem_of(door.patch(path, {"name": "Mine"}, bearer), status, problem)
        problem_of(door.delete(path, bearer), status, problem)
        problem_of(door.post(f"{path}transfer/", None, bearer), status, problem)
    problem_of(door.post(f"{path}transfer/redeem/", {"code": code}), 403, "transfer-invalid")


def test_a_place_is_not_had_by_shouting(door: FrontDoor) -> None:
    """One who is in already, in many tabs, takes one place; a full room takes no more."""
    room = door.create(max_participants=2)
    door.join(room, "Ada")
    eve = door.join(room, "Eve")
    for _ in range(5):
        door.join(room, "Eve", resume_key=eve["resume_key"])
    body: dict[str, Any] = {"username": "Mallory"}
    for more in ({}, {"resume_key": "rk_" + "A" * 43}, GREED):
        response = door.post(f"{room_path(room)}join/", {**body, **more})
        problem_of(response, 403, "room-full")
    assert door.users(room) == ["Ada", "Eve"]
