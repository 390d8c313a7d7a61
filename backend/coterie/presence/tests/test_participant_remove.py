"""DELETE /api/rooms/{id}/users/{user_id}/"""

import re
from typing import Any

from coterie.presence.models import Lease
from coterie.rooms.models import RoomUser
from coterie.tests.front_door import Committed, FrontDoor, json_of, problem_of, room_path

TOKEN_SECONDS = 600


def user_path(room: dict[str, Any], joined: dict[str, Any]) -> str:
    return f"{room_path(room)}users/{joined['user_id']}/"


def remove(door: FrontDoor, room: dict[str, Any], joined: dict[str, Any]) -> str:
    response = door.delete(user_path(room, joined), room["owner_key"])
    assert response["Cache-Control"] == "no-store"
    link_key: str = json_of(response)["link_key"]
    return link_key


def test_ends_leases_and_closes_the_link(door: FrontDoor, committed: Committed) -> None:
    """[PK1]"""
    room = door.create()
    ada, bob = door.join(room, "Ada"), door.join(room, "Bob")
    listed = {"c1": ada["user_id"], "c2": bob["user_id"]}
    door.heartbeat({room["id"]: listed})
    keys: list[str] = []
    assert committed(lambda: keys.append(remove(door, room, ada))) == 1

    assert re.fullmatch(r"lk_[\w-]{22}", keys[0])
    assert door.users(room) == ["Bob"]
    assert json_of(door.get(room_path(room)))["link_closed"] is True
    gone = RoomUser.objects.get(pk=ada["user_id"])
    assert gone.removed_at == gone.left_at == door.clock.now()


def test_heartbeats_name_the_removed_and_give_no_lease(door: FrontDoor) -> None:
    """[HB2] A node that lists it still, or only now, as a token may be used until it expires."""
    room = door.create()
    ada, bob = door.join(room, "Ada"), door.join(room, "Bob")
    ids = {"c1": ada["user_id"], "c2": bob["user_id"]}
    door.heartbeat({room["id"]: ids})
    remove(door, room, ada)

    state = door.heartbeat({room["id"]: ids}, sequence=2)[room["id"]]
    assert state["removed"] == [ada["user_id"]]
    assert state["roles"] == {bob["user_id"]: "editor"}
    assert not Lease.objects.filter(participant=ada["user_id"]).exists()

    # Named while it is not listed, so that a node can refuse it at the door.
    door.clock.advance(TOKEN_SECONDS + 60)
    state = door.heartbeat({room["id"]: {"c2": bob["user_id"]}}, sequence=3)[room["id"]]
    assert state["removed"] == [ada["user_id"]]
    # And whenever it is.
    door.clock.advance(24 * 60 * 60)
    state = door.heartbeat({room["id"]: {}}, sequence=4)[room["id"]]
    assert state["removed"] == []
    state = door.heartbeat({room["id"]: ids}, sequence=5)[room["id"]]
    assert state["removed"] == [ada["user_id"]]
    assert door.users(room) == ["Bob"]


def test_nothing_that_the_removed_held_works(door: FrontDoor) -> None:
    room = door.create()
    ada = door.join(room, "Ada")
    link_key = remove(door, room, ada)
    join, leave = f"{room_path(room)}join/", f"{room_path(room)}leave/"

    for more in ({}, {"key": link_key}):
        body = {"username": "Ada", "resume_key": ada["resume_key"], **more}
        problem_of(door.post(join, body), 403, "removed")
    problem_of(door.post(join, {"username": "Eve"}), 403, "link-closed")
    body = {"user_id": ada["user_id"]}
    problem_of(door.post(leave, body, ada["token"]), 403, "removed")
    problem_of(door.patch(room_path(room), {"language": "c"}, ada["token"]), 403, "removed")
    headers = {"Authorization": f"Bearer {ada['token']}"}
    problem_of(door.get(room_path(room), **headers), 403, "removed")
    assert door.users(room) == []


def test_the_owner_key_outranks_a_removal(door: FrontDoor) -> None:
    """Whoever removes a browser of their own comes back in it, as somebody else."""
    room = door.create()
    ada = door.join(room, "Ada")
    remove(door, room, ada)
    again = door.join(room, "Ada", bearer=room["owner_key"], resume_key=ada["resume_key"])
    assert again["role"] == "owner"
    assert again["user_id"] != ada["user_id"]
    assert again["resume_key"] != ada["resume_key"]


def test_a_removal_frees_a_place(door: FrontDoor) -> None:
    room = door.create(max_participants=1)
    link_key = remove(door, room, door.join(room, "Ada"))
    door.join(room, "Bob", key=link_key)


def test_somebody_is_removed_once(door: FrontDoor) -> None:
    room = door.create()
    ada = door.join(room, "Ada")
    link_key = remove(door, room, ada)
    path, key = user_path(room, ada), room["owner_key"]
    problem_of(door.delete(path, key), 404, "participant-not-found")
    problem_of(door.patch(path, {"role": "editor"}, key), 404, "participant-not-found")
    door.join(room, "Bob", key=link_key)


def test_the_owner_stays(door: FrontDoor) -> None:
    room = door.create()
    owner = door.join(room, bearer=room["owner_key"])
    problem_of(door.delete(user_path(room, owner), room["owner_key"]), 409, "owner-stays")
    assert json_of(door.get(room_path(room)))["link_closed"] is False


def test_needs_the_owner_key_and_somebody_of_this_room(door: FrontDoor) -> None:
    room, other = door.create(), door.create()
    ada, eve = door.join(room, "Ada"), door.join(other, "Eve")
    path, key = user_path(room, ada), room["owner_key"]
    problem_of(door.delete(path), 401, "unauthenticated")
    problem_of(door.delete(path, ada["token"]), 403, "owner-only")
    problem_of(door.delete(path, other["owner_key"]), 401, "owner-key-invalid")
    problem_of(door.delete(user_path(room, eve), key), 404, "participant-not-found")
    assert door.users(room) == ["Ada"]
