"""POST /api/rooms/{id}/forget/: leave, and have the room forget who one was."""

import uuid
from typing import Any

from django.http import HttpResponse

from coterie.presence.models import Lease
from coterie.rooms.models import RoomUser
from coterie.tests.front_door import Committed, FrontDoor, json_of, problem_of, room_path


def forget(door: FrontDoor, joined: dict[str, Any], bearer: str | None = None) -> HttpResponse:
    return door.post(f"{room_path(joined['room'])}forget/", None, bearer or joined["token"])


def test_erases_name_key_and_leases(door: FrontDoor, committed: Committed) -> None:
    """[PK1] [HB2]"""
    room = door.create()
    link = json_of(
        door.post(f"{room_path(room)}links/", {"role": "viewer"}, room["owner_key"]), 201
    )
    ada, bob = door.join(room, "Ada", key=link["link_key"]), door.join(room, "Bob")
    listed = {room["id"]: {"c1": ada["user_id"], "c2": bob["user_id"]}}
    door.heartbeat(listed)
    known = RoomUser.objects.get(pk=ada["user_id"])

    def leave_and_forget() -> None:
        response = forget(door, ada)
        assert (response.status_code, response.content) == (204, b"")

    assert committed(leave_and_forget) == 1
    left = RoomUser.objects.get(pk=ada["user_id"])
    assert (left.username, left.invite, left.left_at) == ("", None, door.clock.now())
    assert left.resume_key_hash != known.resume_key_hash
    assert not Lease.objects.filter(participant=left).exists()
    assert door.users(room) == ["Bob"]
    # Sockets that are open, or opened by a token that is still good, close.
    for sequence in (2, 3):
        state = door.heartbeat(listed, sequence=sequence)[room["id"]]
        assert (state["removed"], list(state["roles"])) == ([ada["user_id"]], [bob["user_id"]])
    assert "Ada" not in str(state)


def test_nothing_that_one_had_works(door: FrontDoor) -> None:
    room = door.create()
    ada = door.join(room, "Ada")
    forget(door, ada)
    path = room_path(room)
    headers = {"Authorization": f"Bearer {ada['token']}"}
    problem_of(door.get(path, **headers), 401, "room-token-invalid")
    problem_of(door.patch(path, {"language": "go"}, ada["token"]), 401, "room-token-invalid")
    # The browser is somebody new, if it has not thrown its key away.
    again = door.join(room, "Ada", resume_key=ada["resume_key"])
    assert again["user_id"] != ada["user_id"]
    assert again["resume_key"] != ada["resume_key"]


def test_may_be_wished_twice_and_by_who_was_removed(door: FrontDoor) -> None:
    room = door.create()
    ada, eve = door.join(room, "Ada"), door.join(room, "Eve")
    for _ in range(2):
        assert forget(door, ada).status_code == 204
    door.delete(f"{room_path(room)}users/{eve['user_id']}/", room["owner_key"])
    removed_at = RoomUser.objects.get(pk=eve["user_id"]).removed_at
    door.clock.advance(60)
    assert forget(door, eve).status_code == 204
    left = RoomUser.objects.get(pk=eve["user_id"])
    assert (left.username, left.removed_at) == ("", removed_at)


def test_the_room_stays_the_owners(door: FrontDoor) -> None:
    room = door.create()
    olga = door.join(room, "Olga", bearer=room["owner_key"])
    assert forget(door, olga).status_code == 204
    assert door.join(room, "Olga", bearer=room["owner_key"])["role"] == "owner"


def test_nobody_can_be_made_to_be_forgotten(door: FrontDoor) -> None:
    room, other = door.create(), door.create()
    ada, eve = door.join(room, "Ada"), door.join(other, "Eve")
    path = f"{room_path(room)}forget/"
    problem_of(door.post(path), 401, "unauthenticated")
    for token in (eve["token"], room["owner_key"], "", "a.b.c", ada["token"][:-2]):
        problem_of(door.post(path, None, token), 401, "room-token-invalid")
    problem_of(door.signed(path), 401, "unauthenticated")
    nowhere = f"/api/rooms/{uuid.uuid4()}/forget/"
    problem_of(door.post(nowhere, None, ada["token"]), 401, "room-token-invalid")
    door.clock.advance(600)
    problem_of(forget(door, ada), 401, "room-token-invalid")
    assert RoomUser.objects.get(pk=ada["user_id"]).username == "Ada"
