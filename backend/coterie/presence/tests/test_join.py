"""POST /api/rooms/{id}/join/"""

import threading
import uuid

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from coterie.analytics.models import SessionAnalytics
from coterie.presence.models import Lease
from coterie.rooms.models import Room, RoomUser
from coterie.rooms.names import name_clean
from coterie.rooms.tests.hostile_names import EMPTY, HOSTILE
from coterie.rooms.tokens import room_token_verify
from coterie.tests.any_json import JSON
from coterie.tests.front_door import Clock, FrontDoor, json_of, problem_of


def test_answers_all_that_a_browser_needs(door: FrontDoor) -> None:
    room = door.create(name="Pairing")
    response = door.post(f"/api/rooms/{room['id']}/join/", {"username": "Ada"})
    joined = json_of(response)

    assert response["Cache-Control"] == "no-store"
    assert joined["username"] == "Ada"
    assert joined["role"] == "editor"
    me = {"user_id": joined["user_id"], "username": "Ada", "role": "editor"}
    assert joined["users"] == [me]
    assert joined["resume_key"].startswith("rk_")
    assert joined["realtime_url"] == "/ws"
    assert joined["ice_servers"] == []
    assert joined["ice_transport"] == "all"
    assert joined["room"]["name"] == "Pairing"
    assert "owner_key" not in joined["room"]


def test_gives_a_token_for_this_room_and_participant(door: FrontDoor, settings: Settings) -> None:
    """[TK1]"""
    room = door.create(link_role="viewer")
    joined = door.join(room, "Ada")
    claims = room_token_verify(
        token=joined["token"],
        room_id=room["id"],
        public_keys=settings.ROOM_TOKEN_PUBLIC_KEYS,
        now=door.clock.now(),
    )
    assert (claims.sub, claims.name, claims.role) == (joined["user_id"], "Ada", "viewer")
    assert claims.epoch == joined["epoch"] == Room.objects.get().epoch
    assert claims.jti == RoomUser.objects.get().join_id


def test_lists_those_who_are_there_in_the_order_of_their_coming(door: FrontDoor) -> None:
    room = door.create()
    door.join(room, "Bob")
    door.clock.advance(1)
    joined = door.join(room, "Ada")
    assert [user["username"] for user in joined["users"]] == ["Bob", "Ada"]


def test_the_owner_key_makes_an_owner(door: FrontDoor) -> None:
    room = door.create(link_role="viewer")
    assert door.join(room, bearer=room["owner_key"])["role"] == "owner"
    assert door.join(room)["role"] == "viewer"


def test_a_wrong_owner_key_is_refused(door: FrontDoor) -> None:
    room, other = door.create(), door.create()
    path = f"/api/rooms/{room['id']}/join/"
    for key in ("", "ok_wrong", other["owner_key"], "\u00e9"):
        response = door.post(path, {"username": "Ada"}, key)
        problem_of(response, 401, "owner-key-invalid")
        assert response["WWW-Authenticate"] == "Bearer"
    assert not RoomUser.objects.exists()


def test_the_resume_key_brings_back_the_same_participant(door: FrontDoor) -> None:
    room = door.create()
    first = door.join(room, "Ada")
    again = door.join(room, "Ada L.", resume_key=first["resume_key"])

    assert again["user_id"] == first["user_id"]
    assert again["resume_key"] == first["resume_key"]
    assert [user["username"] for user in again["users"]] == ["Ada L."]
    assert Lease.objects.count() == 1


def test_a_wrong_resume_key_is_a_new_participant(door: FrontDoor) -> None:
    room, other = door.create(), door.create()
    elsewhere = door.join(other)
    keys = [elsewhere["resume_key"], "rk_wrong", "", None]
    ids = {door.join(room, resume_key=key)["user_id"] for key in keys}
    assert len(ids | {elsewhere["user_id"]}) == 5


def test_the_resume_key_alone_does_not_make_an_owner(door: FrontDoor) -> None:
    room = door.create()
    owner = door.join(room, bearer=room["owner_key"])
    key = {"resume_key": owner["resume_key"]}
    assert door.join(room, **key)["role"] == "editor"
    assert door.join(room, bearer=room["owner_key"], **key)["role"] == "owner"


def test_a_join_counts_for_45_seconds(door: FrontDoor) -> None:
    """[HB5]"""
    room = door.create()
    door.join(room, "Ada")
    door.clock.advance(44)
    assert door.users(room) == ["Ada"]
    door.clock.advance(1)
    assert door.users(room) == []


def test_a_full_room_is_refused_until_somebody_is_gone(door: FrontDoor) -> None:
    room = door.create(max_participants=2)
    ada = door.join(room, "Ada")
    door.join(room, "Bob")
    path = f"/api/rooms/{room['id']}/join/"
    problem_of(door.post(path, {"username": "Cyd"}), 403, "room-full")
    # Whoever is in it may come again.
    door.join(room, "Ada", resume_key=ada["resume_key"])
    door.clock.advance(45)
    door.join(room, "Cyd")
    assert door.users(room) == ["Cyd"]


@pytest.mark.parametrize(("raw", "clean"), HOSTILE.items())
def test_hostile_names_come_back_inert(door: FrontDoor, raw: str, clean: str) -> None:
    room = door.create()
    assert door.join(room, raw)["username"] == clean
    assert door.users(room) == [clean]


@pytest.mark.parametrize(
    "username", [*EMPTY, "x" * 51, "\u2764\ufe0f" * 26, None, True, [], {"a": "b"}]
)
def test_refuses_a_bad_name(door: FrontDoor, username: object) -> None:
    path = f"/api/rooms/{door.create()['id']}/join/"
    body = problem_of(door.post(path, {"username": username}), 400, "invalid")
    assert list(body["errors"]) == ["username"]


def test_counts_characters_after_cleaning(door: FrontDoor) -> None:
    room = door.create()
    assert door.join(room, "\U0001f600" * 50)["username"] == "\U0001f600" * 50
    assert door.join(room, "x\u200b" * 50)["username"] == "x" * 50


def test_refuses_bad_bodies(door: FrontDoor) -> None:
    path = f"/api/rooms/{door.create()['id']}/join/"
    assert "username" in problem_of(door.post(path, {}), 400, "invalid")["errors"]
    long_key = {"username": "Ada", "resume_key": "x" * 201}
    assert "resume_key" in problem_of(door.post(path, long_key), 400, "invalid")["errors"]
    problem_of(door.post(path, b"x" * 70_000), 413, "body-too-large")
    problem_of(door.get(path), 405, "method-not-allowed")


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(username=st.text(st.characters()), resume_key=JSON)
def test_any_name_is_shown_whole_or_refused(
    door: FrontDoor, username: str, resume_key: object
) -> None:
    path = f"/api/rooms/{door.create()['id']}/join/"
    response = door.post(path, {"username": username, "resume_key": resume_key})
    if response.status_code == 200:
        shown = json_of(response)["username"]
        assert 1 <= len(shown) <= 50
        assert name_clean(shown) == shown
    else:
        assert problem_of(response, 400, "invalid")["errors"]


def test_an_unknown_room_is_404(door: FrontDoor) -> None:
    for room in (str(uuid.uuid4()), "main"):
        response = door.post(f"/api/rooms/{room}/join/", {"username": "Ada"})
        problem_of(response, 404, "room-not-found")


def test_a_node_joins_for_a_guest(door: FrontDoor) -> None:
    """[AD3]"""
    room = door.create(link_role="viewer")
    response = door.signed(f"/api/rooms/{room['id']}/join/", {"username": "Guest"})
    assert json_of(response)["role"] == "viewer"


def test_a_badly_signed_join_is_refused(door: FrontDoor) -> None:
    """[SG1]"""
    path = f"/api/rooms/{door.create()['id']}/join/"
    body = {"username": "Guest"}
    problem_of(door.signed(path, body, key="x" * 32), 401, "signature-invalid")
    forged = {"X-Coterie-Signature": "0" * 64}
    problem_of(door.signed(path, body, **forged), 401, "signature-invalid")


def test_moves_the_peak_and_the_last_activity(door: FrontDoor) -> None:
    room = door.create()
    door.clock.advance(60)
    door.join(room, "Ada")
    door.join(room, "Bob")
    assert Room.objects.get().last_activity_at == door.clock.now()
    door.clock.advance(60)
    door.join(room, "Cyd")
    assert SessionAnalytics.objects.get().peak_users == 2


@pytest.mark.django_db(transaction=True)
def test_24_people_at_once_get_the_20_places(clock: Clock) -> None:
    door = FrontDoor(clock)
    room = door.create(max_participants=20)
    start = threading.Barrier(24)
    answers: list[int] = []

    def join(name: str) -> None:
        start.wait()
        try:
            path = f"/api/rooms/{room['id']}/join/"
            answers.append(FrontDoor(clock).post(path, {"username": name}).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=join, args=[f"p{n}"]) for n in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == [200] * 20 + [403] * 4
    assert len(door.users(room)) == 20
    assert SessionAnalytics.objects.get().peak_users == 20
