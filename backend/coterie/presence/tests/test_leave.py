"""POST /api/rooms/{id}/leave/"""

import uuid
from typing import Any

import pytest

from coterie.rooms.models import RoomUser
from coterie.tests.front_door import FrontDoor, json_of, problem_of


def leave(door: FrontDoor, joined: dict[str, Any], token: str | None = None) -> dict[str, Any]:
    path = f"/api/rooms/{joined['room']['id']}/leave/"
    return json_of(door.post(path, {"user_id": joined["user_id"]}, token or joined["token"]))


def test_ends_all_leases_of_the_participant(door: FrontDoor) -> None:
    """[HB6]"""
    room = door.create()
    ada = door.join(room, "Ada")
    door.join(room, "Bob")
    door.heartbeat({room["id"]: {"c1": ada["user_id"]}})

    assert leave(door, ada) == {"success": True}
    assert door.users(room) == ["Bob"]
    assert RoomUser.objects.get(pk=ada["user_id"]).left_at == door.clock.now()
    assert leave(door, ada) == {"success": True}


def test_a_late_leave_cannot_remove_a_rejoin(door: FrontDoor) -> None:
    """[HB6]"""
    room = door.create()
    first = door.join(room, "Ada")
    again = door.join(room, "Ada", resume_key=first["resume_key"])

    leave(door, first)
    assert door.users(room) == ["Ada"]
    leave(door, again)
    assert door.users(room) == []


def test_a_node_ends_connections_but_no_join(door: FrontDoor) -> None:
    """[HB6]"""
    room = door.create()
    ada, bob = door.join(room, "Ada"), door.join(room, "Bob")
    door.heartbeat({room["id"]: {"c1": ada["user_id"]}})
    path = f"/api/rooms/{room['id']}/leave/"
    for joined in (ada, bob):
        answer = door.signed(path, {"user_id": joined["user_id"]})
        assert json_of(answer) == {"success": True}
    assert door.users(room) == ["Bob"]


def test_coming_back_takes_the_mark_away(door: FrontDoor) -> None:
    ada = door.join(door.create(), "Ada")
    leave(door, ada)
    door.join(ada["room"], "Ada", resume_key=ada["resume_key"])
    assert RoomUser.objects.get().left_at is None


def test_needs_a_token_of_this_participant(door: FrontDoor) -> None:
    room, other = door.create(), door.create()
    ada, bob, eve = door.join(room, "Ada"), door.join(room, "Bob"), door.join(other, "Eve")
    path = f"/api/rooms/{room['id']}/leave/"
    body = {"user_id": ada["user_id"]}
    problem_of(door.post(path, body), 401, "unauthenticated")
    problem_of(door.post(path, body, bob["token"]), 403, "not-yourself")
    for token in (eve["token"], room["owner_key"], "", "a.b.c", ada["token"][:-2]):
        problem_of(door.post(path, body, token), 401, "room-token-invalid")
    problem_of(door.signed(path, body, key="x" * 32), 401, "signature-invalid")
    assert door.users(room) == ["Ada", "Bob"]


def test_refuses_an_expired_token(door: FrontDoor) -> None:
    """[TK1]"""
    room = door.create()
    ada = door.join(room, "Ada")
    door.clock.advance(600)
    path = f"/api/rooms/{room['id']}/leave/"
    answer = door.post(path, {"user_id": ada["user_id"]}, ada["token"])
    problem_of(answer, 401, "room-token-invalid")


@pytest.mark.parametrize("user_id", ["", "me", None, [], "x" * 5000])
def test_refuses_a_bad_user_id(door: FrontDoor, user_id: object) -> None:
    path = f"/api/rooms/{door.create()['id']}/leave/"
    body = problem_of(door.post(path, {"user_id": user_id}), 400, "invalid")
    assert list(body["errors"]) == ["user_id"]


def test_unknown_participants_and_rooms_are_404(door: FrontDoor) -> None:
    room, other = door.create(), door.create()
    eve = door.join(other, "Eve")
    path = f"/api/rooms/{room['id']}/leave/"
    for user_id in (str(uuid.uuid4()), eve["user_id"]):
        problem_of(door.signed(path, {"user_id": user_id}), 404, "participant-not-found")
    nowhere = f"/api/rooms/{uuid.uuid4()}/leave/"
    problem_of(door.signed(nowhere, {"user_id": eve["user_id"]}), 404, "room-not-found")
