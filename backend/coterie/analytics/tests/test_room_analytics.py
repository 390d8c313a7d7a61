"""GET /api/rooms/{id}/analytics/"""

from typing import Any

import pytest

from coterie.analytics.activity import activity_roll_up
from coterie.rooms.models import Room
from coterie.tests.front_door import FrontDoor, json_of, problem_of, room_path

Json = dict[str, Any]


def look(door: FrontDoor, room: Json, bearer: str | None, query: str = "") -> Json:
    response = door.get(f"{room_path(room)}analytics/{query}", Authorization=f"Bearer {bearer}")
    assert response["Cache-Control"] == "no-store"
    return json_of(response)


def test_before_anybody_came(door: FrontDoor) -> None:
    room = door.create(name="Empty")
    assert look(door, room, room["owner_key"]) == {
        "room_id": room["id"],
        "name": "Empty",
        "created_at": "2030-01-01T00:00:00Z",
        "started_at": None,
        "duration_seconds": 0,
        "peak_users": 0,
        "total_edits": 0,
        "unique_participants": 0,
        "participant_count": 0,
        "as_of": "2030-01-01T00:00:00Z",
        "span": "minute",
        "since": "2029-12-31T21:01:00Z",
        "activity": [],
    }


def test_counts_people_edits_and_time(door: FrontDoor) -> None:
    room = door.create()
    door.clock.advance(100)
    ada, bob = door.join(room, "Ada"), door.join(room, "Bob")
    both = {"c1": ada["user_id"], "c2": bob["user_id"]}
    door.heartbeat({room["id"]: both}, edits={room["id"]: 5})
    door.clock.advance(30)
    door.heartbeat({room["id"]: {"c1": ada["user_id"]}}, sequence=2, edits={room["id"]: 2})
    told = look(door, room, ada["token"])
    figures = ("total_edits", "peak_users", "unique_participants", "duration_seconds")
    assert [told[name] for name in figures] == [7, 2, 2, 30]
    assert (told["participant_count"], told["started_at"]) == (1, "2030-01-01T00:01:40Z")
    assert told["activity"] == [
        {
            "start": "2030-01-01T00:01:00Z",
            "edits": 5,
            "peak_users": 2,
            "person_minutes": 2,
            "newcomers": 2,
        },
        {
            "start": "2030-01-01T00:02:00Z",
            "edits": 2,
            "peak_users": 1,
            "person_minutes": 1,
            "newcomers": 0,
        },
    ]


def test_coarser_spans_hold_what_is_not_rolled_up_yet(door: FrontDoor) -> None:
    room = door.create(retention="7d")
    for sequence in range(1, 6):
        door.heartbeat({room["id"]: {}}, sequence=sequence, edits={room["id"]: 10})
        door.clock.advance(7_200)
        activity_roll_up(now=door.clock.now())
    key = room["owner_key"]
    assert [one["edits"] for one in look(door, room, key, "?span=hour")["activity"]] == [10] * 5
    assert [one["edits"] for one in look(door, room, key, "?span=day")["activity"]] == [50]
    assert [one["edits"] for one in look(door, room, key, "?span=minute")["activity"]] == [10]


@pytest.mark.parametrize("span", ["", "week", "60", "minute;--"])
def test_other_spans_are_refused(door: FrontDoor, span: str) -> None:
    room = door.create()
    headers = {"Authorization": f"Bearer {room['owner_key']}"}
    response = door.get(f"{room_path(room)}analytics/?span={span}", **headers)
    assert "span" in problem_of(response, 400, "invalid")["errors"]


def test_a_resume_key_looks_without_being_there(door: FrontDoor) -> None:
    room = door.create()
    key = door.join(room, "Vi")["resume_key"]
    door.clock.advance(60)
    before = Room.objects.get().last_activity_at
    assert look(door, room, key)["participant_count"] == 0
    assert Room.objects.get().last_activity_at == before
    assert door.users(room) == []


def test_a_resume_key_opens_nothing_else(door: FrontDoor) -> None:
    room = door.create()
    joined = door.join(room, "Vi")
    headers = {"Authorization": f"Bearer {joined['resume_key']}"}
    for path in ("", "export/", "users/"):
        response = door.get(f"{room_path(room)}{path}", **headers)
        problem_of(response, 401, "room-token-invalid")
    other = door.create()
    response = door.get(f"{room_path(other)}analytics/", **headers)
    problem_of(response, 401, "room-token-invalid")


@pytest.mark.parametrize("way", ["removed", "forgotten"])
def test_who_is_no_participant_any_more_sees_nothing(door: FrontDoor, way: str) -> None:
    room = door.create()
    joined = door.join(room, "Vi")
    if way == "removed":
        door.delete(f"{room_path(room)}users/{joined['user_id']}/", room["owner_key"])
    else:
        door.post(f"{room_path(room)}forget/", {}, joined["token"])
    for bearer in (joined["resume_key"], joined["token"]):
        path = f"{room_path(room)}analytics/"
        response = door.get(path, Authorization=f"Bearer {bearer}")
        assert response.status_code in (401, 403), response.content


def test_no_longer_once_deleted(door: FrontDoor) -> None:
    room = door.create()
    door.delete(room_path(room), room["owner_key"])
    path = f"{room_path(room)}analytics/"
    problem_of(door.get(path, Authorization=f"Bearer {room['owner_key']}"), 410, "room-deleted")
