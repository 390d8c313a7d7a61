"""POST /api/rooms/{id}/extend/"""

from coterie.rooms.services import rooms_expire
from coterie.tests.front_door import Committed, FrontDoor, json_of, problem_of, room_path


def test_activity_counts_from_now(door: FrontDoor, committed: Committed) -> None:
    """[PK1]"""
    room = door.create()
    door.clock.advance(1799)

    def extend() -> None:
        answer = json_of(door.post(f"{room_path(room)}extend/", None, room["owner_key"]))
        assert answer["last_activity_at"] == "2030-01-01T00:29:59Z"
        assert answer["closing_at"] == "2030-01-01T00:59:59Z"
        assert all(answer["abilities"].values())

    assert committed(extend) == 1
    door.clock.advance(1799)
    assert rooms_expire(now=door.clock.now()) == 0


def test_needs_the_owner_key(door: FrontDoor) -> None:
    room, other = door.create(), door.create()
    token = door.join(room)["token"]
    path = f"{room_path(room)}extend/"
    problem_of(door.post(path), 401, "unauthenticated")
    problem_of(door.post(path, None, token), 403, "owner-only")
    problem_of(door.post(path, None, other["owner_key"]), 401, "owner-key-invalid")
    problem_of(door.get(path), 405, "method-not-allowed")
