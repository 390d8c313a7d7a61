"""PATCH /api/rooms/{id}/"""

import uuid

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coterie.rooms.models import Room
from coterie.tests.any_json import JSON
from coterie.tests.front_door import Committed, FrontDoor, json_of, problem_of, room_path

CHANGES = {
    "name": "Other",
    "language": "rust",
    "visibility": "public",
    "link_role": "viewer",
    "viewers_talk": False,
    "viewers_chat": False,
    "ai_mode": "on_request",
    "max_participants": 7,
    "locked": True,
}


def test_the_owner_changes_everything(door: FrontDoor) -> None:
    room = door.create()
    key = room.pop("owner_key")
    answer = json_of(door.patch(room_path(room), CHANGES, key))
    assert answer == {**room, **CHANGES}


@pytest.mark.parametrize("field", CHANGES)
def test_or_one_field(door: FrontDoor, field: str) -> None:
    room = door.create()
    key = room.pop("owner_key")
    change = {field: CHANGES[field]}
    assert json_of(door.patch(room_path(room), change, key)) == {**room, **change}
    assert json_of(door.patch(room_path(room), {}, key)) == {**room, **change}


def test_an_editor_copies_the_documents_language_and_nothing_else(door: FrontDoor) -> None:
    room = door.create()
    token = door.join(room)["token"]
    answer = json_of(door.patch(room_path(room), {"language": "go"}, token))
    assert answer["language"] == "go"
    assert answer["abilities"]["edit"]
    assert not answer["abilities"]["rename"]
    for body in ({"language": "c", "name": "x"}, {"name": "x"}, {}):
        problem_of(door.patch(room_path(room), body, token), 403, "owner-only")
    assert Room.objects.get().language == "go"


def test_a_viewer_changes_nothing(door: FrontDoor) -> None:
    room = door.create(link_role="viewer")
    token = door.join(room)["token"]
    problem_of(door.patch(room_path(room), {"language": "go"}, token), 403, "role-too-low")


def test_an_owners_room_token_is_not_the_owner_key(door: FrontDoor) -> None:
    room = door.create()
    token = door.join(room, bearer=room["owner_key"])["token"]
    problem_of(door.patch(room_path(room), {"name": "x"}, token), 403, "owner-only")
    assert json_of(door.patch(room_path(room), {"language": "go"}, token))["language"] == "go"


def test_lowering_the_bound_throws_nobody_out(door: FrontDoor) -> None:
    room = door.create()
    people = [door.join(room, name) for name in ("Ada", "Bob", "Cyd")]
    json_of(door.patch(room_path(room), {"max_participants": 1}, room["owner_key"]))
    assert door.users(room) == ["Ada", "Bob", "Cyd"]
    # Each of them may come back, which is how a browser gets a fresh token.
    for person in people:
        door.join(room, person["username"], resume_key=person["resume_key"])
    path = f"{room_path(room)}join/"
    problem_of(door.post(path, {"username": "Dan"}), 403, "room-full")


def test_a_new_link_role_is_for_newcomers(door: FrontDoor) -> None:
    room = door.create()
    ada = door.join(room)
    door.patch(room_path(room), {"link_role": "viewer"}, room["owner_key"])
    assert door.join(room, resume_key=ada["resume_key"])["role"] == "editor"
    assert door.join(room)["role"] == "viewer"


def test_the_owner_switches_ai(door: FrontDoor) -> None:
    room = door.create()
    editor = door.join(room)["token"]
    for mode, may in (("off", False), ("on_request", True), ("as_you_type", True)):
        problem_of(door.patch(room_path(room), {"ai_mode": mode}, editor), 403, "owner-only")
        answer = json_of(door.patch(room_path(room), {"ai_mode": mode}, room["owner_key"]))
        assert answer["ai_mode"] == mode
        abilities = (answer["abilities"]["suggest"], answer["abilities"]["summarize"])
        assert abilities == (may, may)


@pytest.mark.parametrize("field", ["viewers_talk", "viewers_chat"])
def test_nodes_hear_at_once_what_viewers_may(
    door: FrontDoor, committed: Committed, field: str
) -> None:
    """[PK1] [HB2]"""
    room = door.create()

    def told(may: bool) -> int:
        return committed(
            lambda: json_of(door.patch(room_path(room), {field: may}, room["owner_key"]))
        )

    for sequence, may in enumerate((False, True)):
        assert told(may) == 1
        assert told(may) == 0
        state = door.heartbeat({room["id"]: {}}, sequence=sequence)[room["id"]]
        assert state[field] is may


def test_the_rest_is_no_news_to_realtime(door: FrontDoor, committed: Committed) -> None:
    """[PK1] None of these fields is in the answer to a heartbeat."""
    room = door.create()
    changes = {field: value for field, value in CHANGES.items() if not field.startswith("viewers_")}
    assert committed(lambda: door.patch(room_path(room), changes, room["owner_key"])) == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", " \u200b"),
        ("name", "x" * 101),
        ("name", None),
        ("language", "Python"),
        ("language", None),
        ("visibility", "secret"),
        ("link_role", "owner"),
        ("viewers_talk", None),
        ("viewers_talk", 2),
        ("viewers_chat", None),
        ("ai_mode", "always"),
        ("ai_mode", None),
        ("ai", {}),
        ("max_participants", 0),
        ("max_participants", 201),
        ("owner_key", "ok_mine"),
        ("is_active", False),
        ("epoch", "0" * 16),
        ("retention", 5),
        ("retention", "30m"),
        ("locked", None),
        ("password", "short"),
        ("password", "x" * 129),
        ("password", 5.5),
        ("password_hash", "x"),
        ("link_key_hash", "x"),
        ("transfer_hash", "x"),
        ("closing_at", "2040-01-01T00:00:00Z"),
        ("created_at", "2040-01-01T00:00:00Z"),
        ("role", "owner"),
    ],
)
def test_refuses_a_bad_field_by_name(door: FrontDoor, field: str, value: object) -> None:
    room = door.create()
    response = door.patch(room_path(room), {field: value}, room["owner_key"])
    assert list(problem_of(response, 400, "invalid")["errors"]) == [field]


def test_needs_the_key_of_this_room(door: FrontDoor) -> None:
    room, other = door.create(), door.create()
    eve = door.join(other)
    path, body = room_path(room), {"language": "go"}
    problem_of(door.patch(path, body), 401, "unauthenticated")
    problem_of(door.patch(path, {"name": "x"}), 401, "unauthenticated")
    problem_of(door.patch(path, body, other["owner_key"]), 401, "owner-key-invalid")
    problem_of(door.patch(path, body, eve["token"]), 401, "room-token-invalid")
    nowhere = f"/api/rooms/{uuid.uuid4()}/"
    problem_of(door.patch(nowhere, body, room["owner_key"]), 404, "room-not-found")
    assert Room.objects.get(pk=room["id"]).language == "plaintext"


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(body=st.dictionaries(st.sampled_from(list(CHANGES)), JSON, max_size=5) | JSON)
def test_any_json_is_a_change_or_a_clear_400(door: FrontDoor, body: object) -> None:
    room = door.create()
    response = door.patch(room_path(room), body, room["owner_key"])
    if response.status_code != 200:
        assert problem_of(response, 400, json_of(response, 400)["code"])["errors"]
