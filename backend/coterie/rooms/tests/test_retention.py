"""How long a room is kept: its owner's choice, within the operator's cap."""

from datetime import timedelta
from uuid import UUID

import pytest
from pytest_django.fixtures import Settings

from coterie.config.retention import Retention
from coterie.rooms.models import Room
from coterie.rooms.services import rooms_expire
from coterie.tests.front_door import Committed, FrontDoor, json_of, problem_of, room_path

HOUR = 3600
TIMES = {"default": HOUR // 2, "24h": 24 * HOUR, "7d": 7 * 24 * HOUR}


def swept(door: FrontDoor) -> int:
    return rooms_expire(now=door.clock.now())


@pytest.mark.parametrize(("choice", "seconds"), TIMES.items())
def test_it_is_kept_so_long(door: FrontDoor, choice: str, seconds: int) -> None:
    room = door.create(retention=choice)
    assert room["retention"] == choice
    closing_at = (door.clock.now() + timedelta(seconds=seconds)).isoformat()
    assert room["closing_at"] == closing_at.replace("+00:00", "Z")
    door.clock.advance(seconds - 1)
    assert swept(door) == 0
    door.clock.advance(1)
    assert swept(door) == 1
    problem_of(door.get(room_path(room)), 410, "room-deleted")


def test_one_that_is_kept_stays(door: FrontDoor) -> None:
    room = door.create(retention="keep")
    assert room["closing_at"] is None
    door.clock.advance(10 * 365 * 24 * HOUR)
    assert swept(door) == 0
    assert json_of(door.get(room_path(room)))["is_active"] is True


def test_each_room_has_its_own(door: FrontDoor) -> None:
    rooms = {choice: door.create(retention=choice) for choice in (*TIMES, "keep")}
    passed = 0
    for choice, seconds in TIMES.items():
        door.clock.advance(seconds - passed)
        passed = seconds
        assert swept(door) == 1
        assert not Room.objects.get(pk=rooms[choice]["id"]).is_active
    assert Room.objects.get(is_active=True).pk == UUID(rooms["keep"]["id"])


def test_the_owner_changes_it_and_nodes_hear_at_once(door: FrontDoor, committed: Committed) -> None:
    """[PK1] [HB8]"""
    room = door.create()
    path, key = room_path(room), room["owner_key"]
    door.clock.advance(HOUR // 2 - 60)
    state = door.heartbeat({room["id"]: {}})[room["id"]]
    assert state["closing_at"] == "2030-01-01T00:30:00Z"
    assert committed(lambda: json_of(door.patch(path, {"retention": "24h"}, key))) == 1
    assert door.heartbeat({room["id"]: {}}, sequence=2)[room["id"]]["closing_at"] is None
    assert json_of(door.get(path))["closing_at"] == "2030-01-02T00:00:00Z"
    assert committed(lambda: json_of(door.patch(path, {"retention": "24h"}, key))) == 0
    assert committed(lambda: json_of(door.patch(path, {"retention": "keep"}, key))) == 1
    assert json_of(door.get(path))["closing_at"] is None
    assert door.heartbeat({room["id"]: {}}, sequence=3)[room["id"]]["closing_at"] is None


def test_the_answer_says_what_may_be_chosen(door: FrontDoor) -> None:
    assert door.create()["retention_choices"] == [
        {"retention": "default", "seconds": 1800},
        {"retention": "24h", "seconds": 86_400},
        {"retention": "7d", "seconds": 604_800},
        {"retention": "keep", "seconds": None},
    ]


def test_the_operator_caps_it(door: FrontDoor, settings: Settings) -> None:
    settings.MAX_RETENTION = Retention.DAY
    room = door.create(retention="24h")
    assert [choice["retention"] for choice in room["retention_choices"]] == ["default", "24h"]
    for choice in ("7d", "keep"):
        response = door.patch(room_path(room), {"retention": choice}, room["owner_key"])
        assert list(problem_of(response, 400, "invalid")["errors"]) == ["retention"]
        response = door.post("/api/rooms/", {"retention": choice})
        assert list(problem_of(response, 400, "invalid")["errors"]) == ["retention"]


@pytest.mark.parametrize("before", ["7d", "keep"])
def test_a_cap_that_comes_later_is_for_all_rooms(
    door: FrontDoor, settings: Settings, before: str
) -> None:
    room = door.create(retention=before)
    settings.MAX_RETENTION = Retention.DAY
    answer = json_of(door.get(room_path(room)))
    assert (answer["retention"], answer["closing_at"]) == ("24h", "2030-01-02T00:00:00Z")
    door.clock.advance(24 * HOUR - 1)
    assert swept(door) == 0
    door.clock.advance(1)
    assert swept(door) == 1


def test_extending_starts_the_chosen_time_anew(door: FrontDoor) -> None:
    room = door.create(retention="24h")
    door.clock.advance(24 * HOUR - 1)
    answer = json_of(door.post(f"{room_path(room)}extend/", None, room["owner_key"]))
    assert answer["closing_at"] == "2030-01-02T23:59:59Z"
    door.clock.advance(24 * HOUR - 1)
    assert swept(door) == 0
