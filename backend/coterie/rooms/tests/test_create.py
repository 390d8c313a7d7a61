"""POST /api/rooms/"""

import hashlib
import re
import uuid
from typing import Any

import pytest
from django.http import HttpResponse
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from coterie.config.ai import AiEngine, AiSettings
from coterie.rooms.models import Room
from coterie.tests.any_json import JSON
from coterie.tests.front_door import FrontDoor, json_of, problem_of

PATH = "/api/rooms/"


def refusal(response: HttpResponse) -> dict[str, Any]:
    """A 400, be it of the body as a whole or of some fields."""
    return problem_of(response, 400, json_of(response, 400)["code"])


def test_needs_nothing(door: FrontDoor) -> None:
    room = door.create()

    assert room["name"] == "Untitled room"
    assert room["language"] == "plaintext"
    assert room["visibility"] == "unlisted"
    assert room["link_role"] == "editor"
    assert room["viewers_talk"] is True
    assert room["viewers_chat"] is True
    assert room["ai_mode"] == "as_you_type"
    assert room["ai"] == {"engine": "local", "label": "Offline engine", "is_remote": False}
    assert room["max_participants"] == 50
    assert room["is_active"] is True
    assert room["created_at"] == "2030-01-01T00:00:00Z"
    assert room["closing_at"] == "2030-01-01T00:30:00Z"
    assert room["participant_count"] == 0
    assert (room["link_closed"], room["has_password"], room["locked"]) == (False, False, False)
    assert room["retention"] == "default"
    assert all(room["abilities"].values())
    assert room["url"] == f"http://testserver/room/{room['id']}"
    assert uuid.UUID(room["id"]).version == 4


def test_takes_name_and_language(door: FrontDoor) -> None:
    room = door.create(name="  Interview\n\twith  Ada ", language="c++")
    assert (room["name"], room["language"]) == ("Interview with Ada", "c++")


def test_viewers_may_be_made_to_listen(door: FrontDoor) -> None:
    room = door.create(viewers_talk=False, link_role="viewer")
    assert room["viewers_talk"] is False
    assert room["abilities"]["talk"] is True
    joined = door.join(room)["room"]
    assert (joined["viewers_talk"], joined["abilities"]["talk"]) == (False, False)
    assert (joined["viewers_chat"], joined["abilities"]["chat"]) == (True, True)


def test_viewers_may_be_made_to_read_the_chat_only(door: FrontDoor) -> None:
    room = door.create(viewers_chat=False, link_role="viewer")
    assert (room["viewers_chat"], room["abilities"]["chat"]) == (False, True)
    joined = door.join(room)["room"]
    assert (joined["viewers_chat"], joined["abilities"]["chat"]) == (False, False)
    assert (joined["viewers_talk"], joined["abilities"]["talk"]) == (True, True)


def test_says_which_engine_answers(door: FrontDoor, settings: Settings) -> None:
    settings.AI = AiSettings(engine=AiEngine.GEMINI, model="gemini-3.5-flash", api_key="secret")
    room = door.create(ai_mode="on_request")
    assert room["ai_mode"] == "on_request"
    label = "Gemini (gemini-3.5-flash)"
    assert room["ai"] == {"engine": "gemini", "label": label, "is_remote": True}
    assert "secret" not in door.get(f"{PATH}{room['id']}/").content.decode()


def test_shows_the_owner_key_once_and_keeps_its_hash(door: FrontDoor) -> None:
    response = door.post(PATH)
    owner_key = json_of(response, 201)["owner_key"]

    assert response["Cache-Control"] == "no-store"
    assert re.fullmatch(r"ok_[\w-]{43}", owner_key)
    room = Room.objects.get()
    assert room.owner_key_hash == hashlib.sha256(owner_key.encode()).hexdigest()
    assert owner_key not in door.get(f"{PATH}{room.pk}/").content.decode()


def test_gives_every_room_an_epoch_of_its_own(door: FrontDoor) -> None:
    door.create()
    door.create()
    epochs = set(Room.objects.values_list("epoch", flat=True))
    assert len(epochs) == 2
    assert all(re.fullmatch("[0-9a-f]{16}", epoch) for epoch in epochs)


@pytest.mark.parametrize("name", ["", "   ", "\u200b\u202e"])
def test_names_a_room_that_has_no_visible_name(door: FrontDoor, name: str) -> None:
    assert door.create(name=name)["name"] == "Untitled room"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "x" * 101),
        ("name", None),
        ("name", ["a"]),
        ("name", {"a": 1}),
        ("language", ""),
        ("language", "x" * 33),
        ("language", "Python"),
        ("language", "../etc"),
        ("language", "py\nthon"),
        ("language", "<b>"),
        ("visibility", "secret"),
        ("link_role", "owner"),
        ("viewers_talk", None),
        ("viewers_talk", "perhaps"),
        ("viewers_talk", []),
        ("viewers_chat", None),
        ("viewers_chat", "perhaps"),
        ("max_participants", 0),
        ("max_participants", 201),
        ("max_participants", -1),
        ("max_participants", 1.5),
        ("max_participants", 10**400),
        ("max_participants", "many"),
        ("password", "short"),
        ("password", "x" * 129),
        ("password", ["correct horse"]),
        ("password", "\ud800 correct"),
        ("password_hash", "x"),
        ("locked", True),
        ("retention", "30m"),
        ("retention", None),
        ("retention", 1800),
        ("visibility", "\ud800"),
        ("\ud800", "x"),
        ("\x00\u202e" * 500, "x"),
    ],
)
def test_refuses_a_bad_field_by_name(door: FrontDoor, field: str, value: object) -> None:
    body = problem_of(door.post(PATH, {field: value}), 400, "invalid")
    assert list(body["errors"]) == [field[:100]]
    assert not Room.objects.exists()


def test_no_body_is_an_empty_one(door: FrontDoor) -> None:
    assert door.post(PATH, b"").status_code == 201


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"null",
        b"[]",
        b'"text"',
        b"\xff\xfe",
        b'{"name": NaN}',
        b'{"max_participants": ' + b"9" * 5000 + b"}",
        b"[" * 60_000,
    ],
)
def test_refuses_a_body_that_is_no_object(door: FrontDoor, body: bytes) -> None:
    assert refusal(door.post(PATH, body))["errors"]


def test_trusts_no_charset(door: FrontDoor) -> None:
    content_type = "application/json; charset=rot13"
    response = door.call("POST", PATH, b'{"name": "x"}', content_type)
    assert json_of(response, 201)["name"] == "x"


def test_refuses_a_large_body(door: FrontDoor) -> None:
    problem_of(door.post(PATH, {"name": "x" * 65_536}), 413, "body-too-large")


def test_refuses_other_media_and_methods(door: FrontDoor) -> None:
    problem_of(door.call("POST", PATH, b"name=x", "text/plain"), 415, "unsupported-media-type")
    problem_of(door.call("DELETE", PATH), 405, "method-not-allowed")
    problem_of(door.call("OPTIONS", PATH), 405, "method-not-allowed")


def test_refuses_a_foreign_host(door: FrontDoor) -> None:
    """The URL in the answer is made of it."""
    problem_of(door.post(PATH, host="evil.example"), 400, "bad-request")


FIELDS = st.sampled_from(
    [
        "name",
        "language",
        "visibility",
        "link_role",
        "viewers_talk",
        "viewers_chat",
        "max_participants",
        "password",
        "retention",
    ]
)


@hypothesis_settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(body=st.dictionaries(FIELDS, JSON, max_size=5) | JSON)
def test_any_json_is_a_room_or_a_clear_400(door: FrontDoor, body: object) -> None:
    response = door.post(PATH, body)
    if response.status_code != 201:
        assert refusal(response)["errors"]
