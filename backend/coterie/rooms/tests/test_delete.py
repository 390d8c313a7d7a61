"""DELETE /api/rooms/{id}/"""

import uuid

from coterie.analytics.models import SessionAnalytics
from coterie.presence.models import Lease
from coterie.rooms.models import Room, RoomUser
from coterie.tests.front_door import (
    Committed,
    FrontDoor,
    heartbeat_body,
    problem_of,
    room_path,
)

DAY = 24 * 60 * 60


def test_leaves_a_tombstone_with_the_counters(door: FrontDoor) -> None:
    room = door.create(name="Secret plans")
    ada = door.join(room, "Ada")
    door.join(room, "Bob")
    door.heartbeat({room["id"]: {"c1": ada["user_id"]}}, edits={room["id"]: 5})
    Room.objects.update(last_code_snapshot="secret")

    response = door.delete(room_path(room), room["owner_key"])

    assert (response.status_code, response.content) == (204, b"")
    left = Room.objects.get()
    assert (left.name, left.last_code_snapshot, left.is_active) == ("", "", False)
    assert left.deleted_at == door.clock.now()
    assert set(RoomUser.objects.values_list("username", flat=True)) == {""}
    assert not Lease.objects.exists()
    counters = SessionAnalytics.objects.get()
    assert (counters.total_edits, counters.peak_users) == (5, 2)


def test_others_stay(door: FrontDoor) -> None:
    room, other = door.create(), door.create(name="Other")
    door.join(other, "Ada")
    door.delete(room_path(room), room["owner_key"])
    assert door.users(other) == ["Ada"]
    assert Room.objects.get(pk=other["id"]).name == "Other"


def test_every_call_is_410_and_after_30_days_404(door: FrontDoor) -> None:
    room = door.create()
    key = room["owner_key"]
    ada = door.join(room)
    door.delete(room_path(room), key)

    def answers(status: int, code: str) -> None:
        path = room_path(room)
        user = f"{path}users/{ada['user_id']}/"
        resumed = {"username": "Ada", "resume_key": ada["resume_key"]}
        for response in (
            door.get(path),
            door.post(f"{path}join/", resumed),
            door.post(f"{path}join/", {"username": "Ada"}, key),
            door.signed(f"{path}join/", {"username": "Guest"}),
            door.get(f"{path}users/"),
            door.patch(path, {"name": "x"}, key),
            door.post(f"{path}extend/", None, key),
            door.post(f"{path}link/", None, key),
            door.patch(user, {"role": "viewer"}, key),
            door.delete(user, key),
            door.delete(path, key),
        ):
            problem_of(response, status, code)

    answers(410, "room-deleted")
    door.clock.advance(30 * DAY - 1)
    answers(410, "room-deleted")
    door.clock.advance(1)
    answers(404, "room-not-found")
    assert Room.objects.filter(pk=room["id"]).exists()


def test_nodes_are_poked_and_told(door: FrontDoor, committed: Committed) -> None:
    """[PK1] [HB2]"""
    room = door.create()
    ada = door.join(room)["user_id"]
    door.heartbeat({room["id"]: {"c1": ada}})
    assert committed(lambda: door.delete(room_path(room), room["owner_key"])) == 1
    state = door.heartbeat({room["id"]: {"c1": ada}}, sequence=2)[room["id"]]
    assert (state["state"], state["closing_at"]) == ("deleted", None)
    assert not Lease.objects.exists()


def test_needs_the_owner_key(door: FrontDoor, committed: Committed) -> None:
    room, other = door.create(), door.create()
    token = door.join(room, bearer=room["owner_key"])["token"]
    path = room_path(room)

    def tries() -> None:
        problem_of(door.delete(path), 401, "unauthenticated")
        problem_of(door.delete(path, token), 403, "owner-only")
        problem_of(door.delete(path, other["owner_key"]), 401, "owner-key-invalid")
        problem_of(door.delete(path, "x"), 401, "room-token-invalid")
        nowhere = f"/api/rooms/{uuid.uuid4()}/"
        problem_of(door.delete(nowhere, room["owner_key"]), 404, "room-not-found")

    assert committed(tries) == 0
    assert Room.objects.get(pk=room["id"]).is_active


def test_a_deleted_room_is_purged_until_a_node_says_so(door: FrontDoor) -> None:
    """[HB7]"""
    room = door.create()["id"], door.create()
    kept, gone = room[0], room[1]
    door.delete(room_path(gone), gone["owner_key"])

    for sequence in (1, 2):
        assert door.beat(heartbeat_body({}, sequence))["purge"] == [gone["id"]]
    # What is not deleted cannot be purged, whatever a node says.
    told = heartbeat_body({}, 3, purged=[gone["id"], kept, str(uuid.uuid4()), "main"])
    assert door.beat(told)["purge"] == []
    assert Room.objects.get(pk=gone["id"]).purged_at == door.clock.now()
    assert Room.objects.get(pk=kept).purged_at is None
    assert door.beat(told)["purge"] == []


def test_at_most_100_rooms_are_purged_at_a_time(door: FrontDoor) -> None:
    """[HB7] The longest deleted first."""
    rooms = [door.create() for _ in range(101)]
    for room in rooms:
        door.delete(room_path(room), room["owner_key"])
        door.clock.advance(1)
    ids = [room["id"] for room in rooms]
    assert door.beat(heartbeat_body({}))["purge"] == ids[:100]
    assert door.beat(heartbeat_body({}, 2, purged=ids[:100]))["purge"] == ids[100:]
