"""POST /api/realtime/heartbeat/: leases and the answer. Counters are in test_counters.py."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coterie.presence.models import Lease, RealtimeNode
from coterie.rooms.models import Room, RoomUser
from coterie.tests.any_json import JSON
from coterie.tests.front_door import FrontDoor, heartbeat_body, json_of, problem_of

PATH = "/api/realtime/heartbeat/"
NEXT_BOOT = "1" * 32


def test_answers_the_whole_state_of_its_rooms(door: FrontDoor) -> None:
    """[HB2]"""
    room = door.create(link_role="viewer")
    ada = door.join(room, "Ada", bearer=room["owner_key"])
    bob = door.join(room, "Bob")

    state = door.heartbeat({room["id"]: {"c1": ada["user_id"], "c2": bob["user_id"]}})[room["id"]]

    assert state == {
        "state": "open",
        "epoch": ada["epoch"],
        "roles": {ada["user_id"]: "owner", bob["user_id"]: "viewer"},
        "removed": [],
        "crowded": [],
        "closing_at": None,
        "viewers_talk": True,
        "viewers_chat": True,
    }


def test_says_which_rooms_are_deleted_or_unknown(door: FrontDoor) -> None:
    """[HB2]"""
    room = door.create()
    ada = door.join(room, "Ada")
    Room.objects.update(is_active=False, deleted_at=door.clock.now())
    nowhere = str(uuid.uuid4())

    answer = door.heartbeat({room["id"]: {"c1": ada["user_id"]}, nowhere: {}, "main": {"c2": "x"}})

    assert answer[room["id"]]["state"] == "deleted"
    assert answer[nowhere]["state"] == answer["main"]["state"] == "unknown"
    assert all(state["viewers_talk"] is True for state in answer.values())
    assert all(state["viewers_chat"] is True for state in answer.values())
    assert not Lease.objects.exclude(node=None).exists()


def test_strangers_do_not_spoil_the_batch(door: FrontDoor) -> None:
    """[HB2] They are removed; the others keep their leases."""
    room, other = door.create(), door.create()
    ada, eve = door.join(room, "Ada"), door.join(other, "Eve")
    nobody = str(uuid.uuid4())
    door.clock.advance(60)

    listed = {"c1": ada["user_id"], "c2": nobody, "c3": "guest", "c4": eve["user_id"]}
    state = door.heartbeat({room["id"]: listed})[room["id"]]

    assert state["removed"] == sorted([nobody, "guest", eve["user_id"]])
    assert list(state["roles"]) == [ada["user_id"]]
    assert door.users(room) == ["Ada"]
    assert door.users(other) == []


def test_renews_what_it_lists(door: FrontDoor) -> None:
    """[HB3]"""
    room = door.create()
    ada = door.join(room, "Ada")
    for sequence in range(1, 6):
        door.heartbeat({room["id"]: {"c1": ada["user_id"]}}, sequence=sequence)
        door.clock.advance(44)
        assert door.users(room) == ["Ada"]
    door.clock.advance(1)
    assert door.users(room) == []


def test_ends_what_it_does_not_list(door: FrontDoor) -> None:
    """[HB3]"""
    room = door.create()
    ada, bob = door.join(room, "Ada"), door.join(room, "Bob")
    door.heartbeat({room["id"]: {"c1": ada["user_id"], "c2": bob["user_id"]}})

    door.heartbeat({room["id"]: {"c2": bob["user_id"]}}, sequence=2)

    assert door.users(room) == ["Bob"]
    assert RoomUser.objects.get(username="Ada").left_at == door.clock.now()
    assert RoomUser.objects.get(username="Bob").left_at is None


def test_an_empty_heartbeat_ends_all_of_the_node(door: FrontDoor) -> None:
    """[HB3] A room that is no longer listed at all is no different."""
    room = door.create()
    door.heartbeat({room["id"]: {"c1": door.join(room)["user_id"]}})
    door.heartbeat({}, sequence=2)
    assert door.users(room) == []
    assert RoomUser.objects.get().left_at == door.clock.now()


def test_leaves_other_nodes_alone(door: FrontDoor) -> None:
    """[HB3] Nodes may number their connections alike."""
    room = door.create()
    ada, bob = door.join(room, "Ada"), door.join(room, "Bob")
    door.heartbeat({room["id"]: {"c1": ada["user_id"]}}, node="n1")
    door.heartbeat({room["id"]: {"c1": bob["user_id"]}}, node="n2")
    door.heartbeat({}, node="n1", sequence=2)
    assert door.users(room) == ["Bob"]


def test_somebody_with_another_connection_has_not_left(door: FrontDoor) -> None:
    room = door.create()
    ada = door.join(room)["user_id"]
    door.heartbeat({room["id"]: {"c1": ada, "c2": ada}})
    door.heartbeat({room["id"]: {"c2": ada}}, sequence=2)
    assert RoomUser.objects.get().left_at is None


def test_a_new_boot_ends_the_leases_of_the_former(door: FrontDoor) -> None:
    """[HB4]"""
    room = door.create()
    ada, bob = door.join(room, "Ada"), door.join(room, "Bob")
    door.heartbeat({room["id"]: {"c1": ada["user_id"], "c2": bob["user_id"]}}, sequence=9)
    door.heartbeat({room["id"]: {"c1": bob["user_id"]}}, boot=NEXT_BOOT, sequence=1)
    assert door.users(room) == ["Bob"]


def test_former_lives_are_forgotten_after_a_day(door: FrontDoor) -> None:
    door.heartbeat({})
    door.clock.advance(86_401)
    door.heartbeat({}, boot=NEXT_BOOT)
    assert RealtimeNode.objects.get().boot == NEXT_BOOT


def test_a_former_boot_that_is_heard_late_changes_no_lease(door: FrontDoor) -> None:
    """[HB4]"""
    room = door.create()
    ada = door.join(room, "Ada")["user_id"]
    door.heartbeat({})
    door.heartbeat({room["id"]: {"c1": ada}}, boot=NEXT_BOOT)
    state = door.heartbeat({room["id"]: {}}, sequence=2)
    assert state[room["id"]]["state"] == "open"
    assert door.users(room) == ["Ada"]


def test_a_heartbeat_that_arrives_after_its_successor_changes_no_lease(door: FrontDoor) -> None:
    """[HB3]"""
    room = door.create()
    ada = door.join(room, "Ada")["user_id"]
    door.heartbeat({room["id"]: {"c1": ada}}, sequence=2)
    door.heartbeat({room["id"]: {}}, sequence=1)
    assert door.users(room) == ["Ada"]


def test_the_first_connection_replaces_the_join(door: FrontDoor) -> None:
    """[HB5]"""
    room = door.create()
    ada = door.join(room, "Ada")["user_id"]
    door.heartbeat({room["id"]: {"c1": ada}})
    assert Lease.objects.get().connection_id == "c1"
    door.heartbeat({room["id"]: {}}, sequence=2)
    assert door.users(room) == []


def test_a_known_connection_does_not_replace_a_newer_join(door: FrontDoor) -> None:
    """[HB5] A reload: the old socket is still listed when the page joins again."""
    room = door.create()
    ada = door.join(room, "Ada")
    door.heartbeat({room["id"]: {"c1": ada["user_id"]}})
    door.join(room, "Ada", resume_key=ada["resume_key"])
    door.heartbeat({room["id"]: {"c1": ada["user_id"]}}, sequence=2)
    door.heartbeat({room["id"]: {}}, sequence=3)
    assert door.users(room) == ["Ada"]


def test_clears_up_after_a_node_that_fell_silent(door: FrontDoor) -> None:
    room = door.create()
    ada = door.join(room, "Ada")["user_id"]
    door.heartbeat({room["id"]: {"c1": ada}}, node="n1")
    door.clock.advance(45)
    door.heartbeat({}, node="n2")
    assert not Lease.objects.exists()
    assert RoomUser.objects.get().left_at == door.clock.now()


def test_remembers_where_the_node_is(door: FrontDoor) -> None:
    """[HB1]"""
    door.heartbeat({}, sequence=7)
    node = RealtimeNode.objects.get()
    assert (node.node, node.last_sequence, node.address) == ("n1", 7, "http://127.0.0.1:3001")


def test_the_number_of_queries_does_not_grow_with_the_batch(door: FrontDoor) -> None:
    def beat(rooms: int, sequence: int) -> int:
        listed = {}
        for _ in range(rooms):
            room = door.create()
            listed[room["id"]] = {str(uuid.uuid4()): door.join(room)["user_id"] for _ in range(3)}
        with CaptureQueriesContext(
            connection,
        ) as queries:
            door.heartbeat(listed, sequence=sequence, edits=dict.fromkeys(listed, 1))
        return len(queries)

    beat(1, 1)  # the node is new
    assert beat(3, 2) == beat(20, 3)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("node", ""),
        ("node", "x" * 65),
        ("node", None),
        ("node", "n\x00"),
        ("boot", "x"),
        ("boot", 5),
        ("sequence", -1),
        ("sequence", True),
        ("sequence", 2**53),
        ("sequence", "1"),
        ("sequence", 1.0),
        ("address", "x" * 201),
        ("address", None),
        ("purged", {}),
        ("purged", [5]),
        ("purged", [str(uuid.UUID(int=1))] * 1001),
        ("rooms", {"r": {"connections": [{"id": "c", "user_id": "u", "idle": -1}]}}),
        ("rooms", {"r": {"connections": [{"id": "c", "user_id": "u", "idle": True}]}}),
        ("rooms", {"r": {"connections": [{"id": "c", "user_id": "u", "idle": "1"}]}}),
        ("rooms", []),
        ("rooms", None),
        ("rooms", {"r": []}),
        ("rooms", {"r": {"edits": -1}}),
        ("rooms", {"r": {"edits": 10**30}}),
        ("rooms", {"r": {"connections": {}}}),
        ("rooms", {"r": {"connections": ["c1"]}}),
        ("rooms", {"r": {"connections": [{"id": "c1"}]}}),
        ("rooms", {"r": {"connections": [{"id": "", "user_id": "u"}]}}),
        ("rooms", {"r": {"connections": [{"id": "c\ud800", "user_id": "u"}]}}),
        ("rooms", {"r": {"connections": [{"id": "x" * 65, "user_id": "u"}]}}),
    ],
)
def test_refuses_a_malformed_heartbeat_by_field(door: FrontDoor, field: str, value: object) -> None:
    body = problem_of(door.signed(PATH, {**heartbeat_body({}), field: value}), 400, "invalid")
    assert all(name.startswith(field) for name in body["errors"])
    assert not RealtimeNode.objects.exists()


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    changed=st.dictionaries(st.sampled_from(["node", "boot", "sequence", "address"]), JSON),
    rooms=st.dictionaries(
        st.text(st.characters()), st.fixed_dictionaries({"edits": JSON, "connections": JSON})
    ),
)
def test_any_json_is_a_heartbeat_or_a_clear_400(
    door: FrontDoor, changed: dict[str, object], rooms: dict[str, object]
) -> None:
    response = door.signed(PATH, {**heartbeat_body({}), "rooms": rooms, **changed})
    if response.status_code == 200:
        assert set(json_of(response)["rooms"]) == set(rooms)
    else:
        assert problem_of(response, 400, "invalid")["errors"]


def test_must_be_signed(door: FrontDoor) -> None:
    """[SG1]"""
    response = door.post(PATH, heartbeat_body({}))
    problem_of(response, 401, "signature-invalid")
    assert response["WWW-Authenticate"] == "Coterie-Signature"
    assert not RealtimeNode.objects.exists()
