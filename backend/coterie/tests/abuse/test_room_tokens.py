"""The attacker has a token of a room, or makes one, and wants what it was not given for."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from pytest_django.fixtures import Settings

from coterie.rooms.models import Room, RoomUser
from coterie.tests.abuse import forging
from coterie.tests.front_door import FrontDoor, problem_of, room_path

MINUTES_OF_A_TOKEN = 10


def tries(
    door: FrontDoor, room: dict[str, Any], user_id: str, token: str
) -> Iterator[HttpResponse]:
    """Every call that takes a room token."""
    path = room_path(room)
    headers = {"Authorization": f"Bearer {token}"}
    yield door.get(path, **headers)
    yield door.get(f"{path}users/", **headers)
    yield door.patch(path, {"language": "go"}, token)
    yield door.patch(path, {"name": "Mine"}, token)
    yield door.delete(path, token)
    yield door.post(f"{path}leave/", {"user_id": user_id}, token)
    yield door.post(f"{path}forget/", None, token)
    yield door.post(f"{path}extend/", None, token)
    yield door.post(f"{path}link/", None, token)
    yield door.post(f"{path}links/", {"role": "editor"}, token)
    yield door.post(f"{path}transfer/", None, token)
    yield door.delete(f"{path}users/{user_id}/", token)


def opens_nothing(door: FrontDoor, room: dict[str, Any], user_id: str, token: str) -> None:
    before = (Room.objects.values(), RoomUser.objects.values())
    state = [list(rows) for rows in before]
    for response in tries(door, room, user_id, token):
        problem_of(response, 401, "room-token-invalid")
    assert [list(rows.all()) for rows in before] == state


def test_a_token_of_one_room_opens_no_other(door: FrontDoor) -> None:
    mine, theirs = door.create(), door.create()
    victim = door.join(theirs, "Ada")
    # The highest role there is, in a room of the attacker's own.
    eve = door.join(mine, "Eve", bearer=mine["owner_key"])
    opens_nothing(door, theirs, victim["user_id"], eve["token"])
    # Nor does the key of one's own room own another.
    for response in tries(door, theirs, victim["user_id"], mine["owner_key"]):
        assert response.status_code == 401


def test_a_token_is_void_when_its_time_is_over(door: FrontDoor) -> None:
    room = door.create()
    ada = door.join(room, "Ada")
    door.clock.advance(MINUTES_OF_A_TOKEN * 60)
    opens_nothing(door, room, ada["user_id"], ada["token"])


Forge = Callable[[dict[str, Any], dict[str, Any], str, Settings], str]

FORGERIES: dict[str, Forge] = {
    "alg none": lambda header, claims, _, __: forging.without_signature(
        {**header, "alg": "none"}, claims
    ),
    "alg None, oddly spelt": lambda header, claims, _, __: forging.without_signature(
        {**header, "alg": "nOnE"}, claims
    ),
    "no signature": lambda header, claims, _, __: forging.without_signature(header, claims),
    "HS256 with the public key": lambda header, claims, _, settings: forging.with_hmac(
        header, claims, str(settings.ROOM_TOKEN_PUBLIC_KEYS[0]).encode()
    ),
    "HS256 with nothing": lambda header, claims, _, __: forging.with_hmac(header, claims, b""),
    "another role": lambda _, claims, token, __: forging.with_signature_of(
        token, {**claims, "role": "owner"}
    ),
    "another audience": lambda _, claims, token, __: forging.with_signature_of(
        token, {**claims, "aud": "another"}
    ),
    "a later end": lambda _, claims, token, __: forging.with_signature_of(
        token, {**claims, "exp": claims["exp"] + 86_400}
    ),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_token_is_none(door: FrontDoor, settings: Settings, forgery: str) -> None:
    room = door.create()
    ada = door.join(room, "Ada")
    header, claims = forging.parts_of(ada["token"])
    forged = FORGERIES[forgery](header, claims, ada["token"], settings)
    opens_nothing(door, room, ada["user_id"], forged)


def test_a_token_for_another_audience_is_none_though_rightly_signed(
    door: FrontDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if the same key signed something else, one day."""
    room = door.create()
    with monkeypatch.context() as context:
        context.setattr("coterie.rooms.tokens.AUDIENCE", "coterie-mail")
        ada = door.join(room, "Ada")
    opens_nothing(door, room, ada["user_id"], ada["token"])


def test_a_stale_leave_removes_nobody(door: FrontDoor) -> None:
    """An old tab, or somebody who got hold of an old token, against who has come back since."""
    room = door.create()
    old = door.join(room, "Ada")
    new = door.join(room, "Ada", resume_key=old["resume_key"])
    path = f"{room_path(room)}leave/"
    for user_id in (old["user_id"], new["user_id"]):
        assert door.post(path, {"user_id": user_id}, old["token"]).status_code == 200
        assert door.users(room) == ["Ada"]
    bob = door.join(room, "Bob")
    response = door.post(path, {"user_id": bob["user_id"]}, new["token"])
    problem_of(response, 403, "not-yourself")
    assert door.users(room) == ["Ada", "Bob"]
