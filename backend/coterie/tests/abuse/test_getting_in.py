"""The attacker is outside, or was put out, and wants in."""

import uuid
from itertools import count
from typing import Any

import pytest
from django.http import HttpResponse
from pytest_django.fixtures import Settings

from coterie.presence.passwords import TRIES_PER_ADDRESS, TRIES_PER_ROOM
from coterie.rooms.models import RoomUser
from coterie.tests.front_door import FrontDoor, json_of, problem_of, room_path

DAY = 24 * 60 * 60


def knock(door: FrontDoor, room: dict[str, Any], **more: object) -> HttpResponse:
    return door.post(f"{room_path(room)}join/", {"username": "Eve", **more})


def test_somebody_removed_comes_back_by_nothing_they_had(door: FrontDoor) -> None:
    room = door.create()
    path, key = room_path(room), room["owner_key"]
    # Eve collected every way in that there was.
    links = [
        json_of(door.post(f"{path}links/", {"role": role}, key), 201)["link_key"]
        for role in ("viewer", "editor")
    ]
    eve = door.join(room, "Eve", key=links[0])
    json_of(door.delete(f"{path}users/{eve['user_id']}/", key))

    problem_of(knock(door, room, resume_key=eve["resume_key"]), 403, "removed")
    for link in (None, *links):
        problem_of(knock(door, room, key=link), 403, "link-closed")
    problem_of(door.signed(f"{path}join/", {"username": "Eve"}), 403, "link-closed")
    headers = {"Authorization": f"Bearer {eve['token']}"}
    problem_of(door.get(f"{path}users/", **headers), 403, "removed")
    # The token is good for minutes: a node that she reaches is told to close her socket.
    for sequence in (1, 2):
        state = door.heartbeat({room["id"]: {"c1": eve["user_id"]}}, sequence=sequence)[room["id"]]
        assert state["removed"] == [eve["user_id"]]
    assert door.users(room) == []


def test_a_revoked_link_takes_back_what_it_gave(door: FrontDoor) -> None:
    room = door.create()
    path, key = room_path(room), room["owner_key"]
    json_of(door.post(f"{path}link/", None, key))
    link = json_of(door.post(f"{path}links/", {"role": "editor"}, key), 201)
    eve = door.join(room, "Eve", key=link["link_key"])
    listed = {room["id"]: {"c1": eve["user_id"]}}
    door.heartbeat(listed)
    assert door.delete(f"{path}links/{link['id']}/", key).status_code == 204

    assert door.heartbeat(listed, sequence=2)[room["id"]]["removed"] == [eve["user_id"]]
    problem_of(knock(door, room, key=link["link_key"]), 403, "link-closed")
    problem_of(knock(door, room, resume_key=eve["resume_key"]), 403, "removed")
    problem_of(door.patch(path, {"language": "go"}, eve["token"]), 403, "removed")


@pytest.mark.parametrize("proxies", [0, 1, 2])
def test_a_password_is_not_guessed_from_made_up_addresses(
    door: FrontDoor, settings: Settings, proxies: int
) -> None:
    """X-Forwarded-For, another one each time; our proxies write the last entries themselves."""
    settings.PROXIES = proxies
    room = door.create(password="the right one")
    seen_by_proxies = ["198.51.100.7", "10.0.0.2"][:proxies]
    numbers = count()

    def guess(password: str) -> HttpResponse:
        number = next(numbers)
        forged = f"203.0.113.{number % 250}, 2001:db8:{number:x}::1"
        headers = {
            "X-Forwarded-For": ", ".join([forged, *seen_by_proxies]),
            "X-Real-IP": f"203.0.113.{number % 250}",
            "Forwarded": f"for=203.0.113.{number % 250}",
            "CF-Connecting-IP": f"203.0.113.{number % 250}",
        }
        body = {"username": "Eve", "password": password}
        return door.post(f"{room_path(room)}join/", body, **headers)

    for number in range(TRIES_PER_ADDRESS.capacity):
        problem_of(guess(f"wrong {number}"), 403, "password-wrong")
    response = guess("the right one")
    problem_of(response, 429, "too-many-tries")
    assert int(response["Retry-After"]) > 0


def test_a_password_is_not_guessed_from_real_addresses_either(door: FrontDoor) -> None:
    """A botnet: in a day it gets so few tries that six digits last for two months."""
    room = door.create(password="the right one")
    tried = 0
    for number in range(TRIES_PER_ROOM.capacity + 20):
        door.client.defaults["REMOTE_ADDR"] = f"203.0.113.{number}"
        tried += knock(door, room, password="wrong one").status_code == 403
    assert tried == TRIES_PER_ROOM.capacity
    a_day = TRIES_PER_ROOM.capacity * DAY / TRIES_PER_ROOM.per_seconds
    assert 10**6 / 2 / a_day > 50


def test_rooms_cannot_be_told_from_nothing(door: FrontDoor) -> None:
    """Neither by ids next to a known one, nor by what a wrong one is answered."""
    known = uuid.UUID(door.create()["id"])
    assert known.version == 4
    unknown = [str(uuid.UUID(int=known.int + step)) for step in (-1, 1)]
    unknown += [str(uuid.uuid4()), str(uuid.UUID(int=0)), "main", "1", str(known).upper()]
    answers = []
    for room in unknown:
        for response in (
            door.get(f"/api/rooms/{room}/"),
            door.get(f"/api/rooms/{room}/users/"),
            knock(door, {"id": room}),
            knock(door, {"id": room}, password="x", key="lk_x", resume_key="rk_x"),
            door.post(f"/api/rooms/{room}/transfer/redeem/", {"code": "tc_x"}),
            door.patch(f"/api/rooms/{room}/", {"name": "x"}, "ok_x"),
            door.delete(f"/api/rooms/{room}/", "ok_x"),
        ):
            answers.append(problem_of(response, 404, "room-not-found"))
    assert all(answer == answers[0] for answer in answers)


def test_a_room_that_was_is_forgotten_in_the_end(door: FrontDoor) -> None:
    room = door.create()
    door.delete(room_path(room), room["owner_key"])
    door.clock.advance(30 * DAY)
    never = problem_of(door.get(f"/api/rooms/{uuid.uuid4()}/"), 404, "room-not-found")
    assert problem_of(door.get(room_path(room)), 404, "room-not-found") == never


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?page=1",
        "?visibility=unlisted",
        "?visibility__in=unlisted,public",
        "?is_active=false",
        "?search=secret",
        "?name=Secret",
        "?ordering=visibility",
        "?page_size=1000",
        "?limit=1000&offset=0",
        "?format=json&all=1",
    ],
)
def test_the_list_shows_public_rooms_alone(door: FrontDoor, query: str) -> None:
    public = door.create(name="Open house", visibility="public")
    hidden = [door.create(name="Secret"), door.create(name="Secret", visibility="public")]
    door.patch(room_path(hidden[1]), {"visibility": "unlisted"}, hidden[1]["owner_key"])
    gone = door.create(name="Secret", visibility="public")
    door.delete(room_path(gone), gone["owner_key"])
    eve = door.join(public, "Eve", bearer=public["owner_key"])
    for bearer in (None, public["owner_key"], eve["token"], hidden[0]["owner_key"]):
        headers = {} if bearer is None else {"Authorization": f"Bearer {bearer}"}
        response = door.get(f"/api/rooms/{query}", **headers)
        page = json_of(response)
        assert [room["id"] for room in page["results"]] == [public["id"]]
        assert page["count"] == 1
        assert b"Secret" not in response.content
        assert eve["username"].encode() not in response.content


def test_who_is_forgotten_cannot_be_impersonated(door: FrontDoor) -> None:
    """Neither by the key that was thrown away, nor by a token that is left somewhere."""
    room = door.create()
    ada = door.join(room, "Ada")
    door.post(f"{room_path(room)}forget/", None, ada["token"])
    eve = json_of(knock(door, room, resume_key=ada["resume_key"]))
    assert eve["user_id"] != ada["user_id"]
    state = door.heartbeat({room["id"]: {"c1": ada["user_id"]}})[room["id"]]
    assert state["removed"] == [ada["user_id"]]
    assert not RoomUser.objects.filter(username="Ada").exists()
