"""POST /api/rooms/{id}/transfer/ and …/transfer/redeem/: ownership moves to another browser."""

import hashlib
import re
import threading
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse

from coterie.rooms.models import Room
from coterie.tests.front_door import Clock, Committed, FrontDoor, json_of, problem_of, room_path


def offer(door: FrontDoor, room: dict[str, Any], key: str | None = None) -> str:
    response = door.post(f"{room_path(room)}transfer/", None, key or room["owner_key"])
    code: str = json_of(response, 201)["code"]
    assert response["Cache-Control"] == "no-store"
    return code


def redeem(door: FrontDoor, room: dict[str, Any], code: object) -> HttpResponse:
    return door.post(f"{room_path(room)}transfer/redeem/", {"code": code})


def new_key(door: FrontDoor, room: dict[str, Any], code: str) -> str:
    response = redeem(door, room, code)
    assert response["Cache-Control"] == "no-store"
    key: str = json_of(response)["owner_key"]
    return key


def test_makes_a_code_that_is_kept_as_a_hash(door: FrontDoor) -> None:
    room = door.create()
    response = door.post(f"{room_path(room)}transfer/", None, room["owner_key"])
    body = json_of(response, 201)
    assert re.fullmatch(r"tc_[\w-]{43}", body["code"])
    assert body["expires_at"] == "2030-01-01T00:10:00Z"
    assert Room.objects.get().transfer_hash == hashlib.sha256(body["code"].encode()).hexdigest()
    # The owner is still who it was.
    json_of(door.patch(room_path(room), {"name": "Mine"}, room["owner_key"]))


def test_moves_ownership(door: FrontDoor) -> None:
    room = door.create()
    key = new_key(door, room, offer(door, room))
    assert re.fullmatch(r"ok_[\w-]{43}", key)
    assert key != room["owner_key"]
    assert json_of(door.patch(room_path(room), {"name": "Mine"}, key))["name"] == "Mine"
    former = door.patch(room_path(room), {"name": "Still mine"}, room["owner_key"])
    problem_of(former, 401, "owner-key-invalid")
    assert door.join(room, bearer=key)["role"] == "owner"


def test_a_code_works_once_and_ten_minutes(door: FrontDoor) -> None:
    room = door.create()
    code = offer(door, room)
    key = new_key(door, room, code)
    problem_of(redeem(door, room, code), 403, "transfer-invalid")
    late = offer(door, room, key)
    door.clock.advance(600)
    problem_of(redeem(door, room, late), 403, "transfer-invalid")
    json_of(door.patch(room_path(room), {"name": "Kept"}, key))


def test_another_offer_voids_the_former(door: FrontDoor) -> None:
    room = door.create()
    first, second = offer(door, room), offer(door, room)
    problem_of(redeem(door, room, first), 403, "transfer-invalid")
    new_key(door, room, second)


def test_the_former_owner_is_an_editor_at_once(door: FrontDoor, committed: Committed) -> None:
    """[PK1] [HB2]"""
    room = door.create(link_role="viewer")
    olga = door.join(room, "Olga", bearer=room["owner_key"])
    listed = {room["id"]: {"c1": olga["user_id"]}}
    door.heartbeat(listed)
    code = offer(door, room)
    assert committed(lambda: new_key(door, room, code)) == 1
    state = door.heartbeat(listed, sequence=2)[room["id"]]
    assert (state["roles"], state["removed"]) == ({olga["user_id"]: "editor"}, [])
    again = door.join(room, "Olga", resume_key=olga["resume_key"])
    assert again["role"] == "editor"


def test_a_guess_opens_nothing(door: FrontDoor) -> None:
    room, other = door.create(), door.create()
    foreign = offer(door, other)
    # While none was offered, and while one was.
    for _ in range(2):
        for code in ("tc_", "tc_wrong", foreign, room["owner_key"], "\u00e9"):
            problem_of(redeem(door, room, code), 403, "transfer-invalid")
        offer(door, room)
    for code in ("", None, [], "x" * 201):
        assert list(problem_of(redeem(door, room, code), 400, "invalid")["errors"]) == ["code"]
    json_of(door.patch(room_path(room), {"name": "Mine"}, room["owner_key"]))


def test_needs_the_owner_key(door: FrontDoor) -> None:
    room, other = door.create(), door.create()
    token = door.join(room, bearer=room["owner_key"])["token"]
    path = f"{room_path(room)}transfer/"
    problem_of(door.post(path), 401, "unauthenticated")
    problem_of(door.post(path, None, token), 403, "owner-only")
    problem_of(door.post(path, None, other["owner_key"]), 401, "owner-key-invalid")
    assert Room.objects.get(pk=room["id"]).transfer_hash == ""


@pytest.mark.django_db(transaction=True)
def test_of_two_who_redeem_at_once_one_is_the_owner(clock: Clock) -> None:
    door = FrontDoor(clock)
    room = door.create()
    code = offer(door, room)
    start = threading.Barrier(8)
    answers: list[HttpResponse] = []

    def ask() -> None:
        start.wait()
        try:
            answers.append(redeem(FrontDoor(clock), room, code))
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status_code for answer in answers) == [200] + [403] * 7
    [key] = [json_of(answer)["owner_key"] for answer in answers if answer.status_code == 200]
    json_of(door.patch(room_path(room), {"name": "Mine"}, key))
