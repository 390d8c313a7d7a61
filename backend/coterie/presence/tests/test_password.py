"""A room's password: asked of newcomers, kept as a hash, and not to be guessed."""

import threading
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password
from django.db import connection
from django.http import HttpResponse

from coterie.presence import passwords
from coterie.presence.passwords import TRIES_PER_ADDRESS, TRIES_PER_ROOM
from coterie.rooms.models import Room, RoomUser
from coterie.tests.front_door import Clock, FrontDoor, json_of, problem_of, room_path

PASSWORD = "correct horse"


def enter(
    door: FrontDoor, room: dict[str, Any], password: object = PASSWORD, **more: object
) -> HttpResponse:
    body = {"username": "Ada", "password": password, **more}
    return door.post(f"{room_path(room)}join/", body)


def test_newcomers_need_it(door: FrontDoor) -> None:
    room = door.create(password=PASSWORD, link_role="viewer")
    assert room["has_password"] is True
    for nothing in (None, ""):
        problem_of(enter(door, room, nothing), 403, "password-required")
    problem_of(door.post(f"{room_path(room)}join/", {"username": "A"}), 403, "password-required")
    problem_of(enter(door, room, "wrong horse"), 403, "password-wrong")
    assert not RoomUser.objects.exists()
    assert json_of(enter(door, room))["role"] == "viewer"


def test_is_kept_as_a_hash_and_never_answered(door: FrontDoor) -> None:
    room = door.create(password=PASSWORD)
    kept = Room.objects.get().password_hash
    assert kept.startswith("pbkdf2_sha256$")
    assert check_password(PASSWORD, kept)
    joined = json_of(enter(door, room))
    for answer in (str(room), str(joined), door.get(room_path(room)).content.decode()):
        assert PASSWORD not in answer
        assert kept not in answer


def test_those_who_were_in_and_the_owner_need_none(door: FrontDoor) -> None:
    room = door.create(password=PASSWORD)
    ada = json_of(enter(door, room))
    assert door.join(room, resume_key=ada["resume_key"])["user_id"] == ada["user_id"]
    # Whatever their page still sends along.
    assert json_of(enter(door, room, "outdated", resume_key=ada["resume_key"]))["user_id"]
    assert door.join(room, "Olga", bearer=room["owner_key"])["role"] == "owner"


def test_a_resume_key_that_is_none_helps_nobody(door: FrontDoor) -> None:
    room, other = door.create(password=PASSWORD), door.create()
    eve = door.join(other, "Eve")["resume_key"]
    for resume_key in ("rk_wrong", eve):
        response = enter(door, room, None, resume_key=resume_key)
        problem_of(response, 403, "password-required")
        problem_of(enter(door, room, "wrong", resume_key=resume_key), 403, "password-wrong")


def test_the_owner_sets_changes_and_takes_it_away(door: FrontDoor) -> None:
    room = door.create()
    path, key = room_path(room), room["owner_key"]
    ada = door.join(room, "Ada")
    assert json_of(door.patch(path, {"password": PASSWORD}, key))["has_password"] is True
    problem_of(enter(door, room, None), 403, "password-required")
    # Who is in stays.
    assert door.users(room) == ["Ada"]
    door.join(room, "Ada", resume_key=ada["resume_key"])
    json_of(door.patch(path, {"password": "another horse"}, key))
    problem_of(enter(door, room), 403, "password-wrong")
    json_of(enter(door, room, "another horse"))
    for nothing in ("", None):
        json_of(door.patch(path, {"password": PASSWORD}, key))
        assert json_of(door.patch(path, {"password": nothing}, key))["has_password"] is False
        assert door.join(room, "Bob")["role"] == "editor"
    assert Room.objects.get().password_hash == ""


def test_nobody_else_sets_it(door: FrontDoor) -> None:
    room = door.create()
    token = door.join(room, bearer=room["owner_key"])["token"]
    body = {"password": PASSWORD}
    problem_of(door.patch(room_path(room), body), 401, "unauthenticated")
    problem_of(door.patch(room_path(room), body, token), 403, "owner-only")
    assert Room.objects.get().password_hash == ""


def test_one_spelling_of_what_looks_alike(door: FrontDoor) -> None:
    room = door.create(password="caf\u00e9 \u2460 bar")
    json_of(enter(door, room, "cafe\u0301 1 bar"))
    # Spaces count.
    problem_of(enter(door, room, "caf\u00e9 \u2460 bar "), 403, "password-wrong")


@pytest.mark.parametrize("password", ["x" * 129, ["correct horse"], {"a": 1}, True, "\ud800"])
def test_refuses_what_is_no_password(door: FrontDoor, password: object) -> None:
    room = door.create(password=PASSWORD)
    body = problem_of(enter(door, room, password), 400, "invalid")
    assert list(body["errors"]) == ["password"]


def test_is_not_asked_where_there_is_none(door: FrontDoor) -> None:
    json_of(enter(door, door.create(), "whatever"))


def test_a_guest_of_a_node_is_not_let_in(door: FrontDoor) -> None:
    """[AD3]"""
    path = f"{room_path(door.create(password=PASSWORD))}join/"
    problem_of(door.signed(path, {"username": "Guest"}), 403, "password-required")


def test_wrong_ones_are_bounded_for_an_address(door: FrontDoor) -> None:
    room = door.create(password=PASSWORD)
    for _ in range(TRIES_PER_ADDRESS.capacity):
        problem_of(enter(door, room, "wrong horse"), 403, "password-wrong")
    for password in ("wrong horse", PASSWORD):
        response = enter(door, room, password)
        problem_of(response, 429, "too-many-tries")
        assert response["Retry-After"] == "30"
    # Whatever the room.
    other = door.create(password=PASSWORD)
    problem_of(enter(door, other), 429, "too-many-tries")
    # Nobody else is kept out: not who needs none, nor who is elsewhere.
    door.join(room, bearer=room["owner_key"])
    door.client.defaults["REMOTE_ADDR"] = "192.0.2.7"
    json_of(enter(door, room))
    del door.client.defaults["REMOTE_ADDR"]
    door.clock.advance(30)
    json_of(enter(door, room))


def test_wrong_ones_are_bounded_for_a_room_wherever_they_come_from(door: FrontDoor) -> None:
    room, other = door.create(password=PASSWORD), door.create(password=PASSWORD)
    for number in range(TRIES_PER_ROOM.capacity):
        door.client.defaults["REMOTE_ADDR"] = f"192.0.2.{number}"
        problem_of(enter(door, room, "wrong horse"), 403, "password-wrong")
    door.client.defaults["REMOTE_ADDR"] = "192.0.2.200"
    problem_of(enter(door, room), 429, "too-many-tries")
    json_of(enter(door, other))
    door.clock.advance(10)
    json_of(enter(door, room))


def test_right_ones_are_not_counted(door: FrontDoor) -> None:
    """A class that comes in together."""
    room = door.create(password=PASSWORD, max_participants=200)
    for _ in range(TRIES_PER_ROOM.capacity + 1):
        json_of(enter(door, room))


def test_who_has_no_link_may_not_even_try(door: FrontDoor) -> None:
    room = door.create(password=PASSWORD)
    answer = door.post(f"{room_path(room)}link/", None, room["owner_key"])
    link_key = json_of(answer)["link_key"]
    for _ in range(TRIES_PER_ROOM.capacity + 1):
        problem_of(enter(door, room, "wrong horse"), 403, "link-closed")
    json_of(enter(door, room, key=link_key))
    door.patch(room_path(room), {"locked": True}, room["owner_key"])
    for _ in range(TRIES_PER_ADDRESS.capacity + 1):
        problem_of(enter(door, room, key=link_key), 403, "room-locked")


def test_a_password_that_changes_meanwhile_lets_nobody_in(
    door: FrontDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = door.create(password=PASSWORD)
    check = check_password

    def change_after(password: str, encoded: str) -> bool:
        right = check(password, encoded)
        Room.objects.update(password_hash="pbkdf2_sha256$1$x$y")
        return right

    monkeypatch.setattr(passwords, "check_password", change_after)
    problem_of(enter(door, room), 403, "password-required")


@pytest.mark.django_db(transaction=True)
def test_of_many_tries_at_once_no_more_are_tried(clock: Clock) -> None:
    room = FrontDoor(clock).create(password=PASSWORD)
    start = threading.Barrier(40)
    answers: list[int] = []

    def guess() -> None:
        start.wait()
        try:
            answers.append(enter(FrontDoor(clock), room, "wrong horse").status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=guess) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [403] * TRIES_PER_ADDRESS.capacity + [429] * 20
