"""[HB10] The bound holds for whoever comes by a token, past the join that counts."""

from typing import Any

from coterie.presence.models import Lease
from coterie.rooms.models import RoomUser
from coterie.tests.front_door import FrontDoor, json_of, room_path


def leave(door: FrontDoor, joined: dict[str, Any]) -> None:
    body = {"user_id": joined["user_id"]}
    json_of(door.post(f"{room_path(joined['room'])}leave/", body, joined["token"]))


def test_a_token_does_not_open_a_place_that_was_given_away(door: FrontDoor) -> None:
    room = door.create(max_participants=1)
    ada = door.join(room, "Ada")
    leave(door, ada)
    bob = door.join(room, "Bob")
    listed = {room["id"]: {"c1": bob["user_id"], "c2": ada["user_id"], "c3": ada["user_id"]}}
    # However often it is tried, and by a heartbeat that is sent again.
    for sequence in (1, 1, 2):
        state = door.heartbeat(listed, sequence=sequence)[room["id"]]
        assert (state["crowded"], state["removed"]) == ([ada["user_id"]], [])
        assert door.users(room) == ["Bob"]
    assert Lease.objects.count() == 1
    assert RoomUser.objects.get(pk=ada["user_id"]).left_at is not None
    leave(door, bob)
    state = door.heartbeat({room["id"]: {"c2": ada["user_id"]}}, sequence=3)[room["id"]]
    assert state["crowded"] == []
    assert door.users(room) == ["Ada"]


def test_tokens_of_many_who_left_fill_no_room(door: FrontDoor) -> None:
    """The attack: join, leave, join …, and then open all the sockets at once."""
    room = door.create(max_participants=3)
    tokens = []
    for number in range(12):
        tokens.append(door.join(room, f"p{number}"))
        leave(door, tokens[-1])
    for node in ("n1", "n2"):
        listed = {f"c{number}": joined["user_id"] for number, joined in enumerate(tokens)}
        state = door.heartbeat({room["id"]: listed}, node=node)[room["id"]]
        assert len(state["crowded"]) == 9
        assert len(door.users(room)) == 3


def test_who_is_in_keeps_the_place_when_the_bound_is_lowered(door: FrontDoor) -> None:
    room = door.create()
    people = [door.join(room, name) for name in ("Ada", "Bob", "Cyd")]
    ids = [person["user_id"] for person in people]
    door.heartbeat({room["id"]: dict(zip("abc", ids, strict=True))})
    json_of(door.patch(room_path(room), {"max_participants": 1}, room["owner_key"]))
    # New sockets of the same people, on this node and on another.
    for sequence, connections in ((2, "abc"), (3, "def"), (4, "dgh")):
        listed = {room["id"]: dict(zip(connections, ids, strict=True))}
        state = door.heartbeat(listed, sequence=sequence)[room["id"]]
        assert state["crowded"] == []
        assert door.users(room) == ["Ada", "Bob", "Cyd"]
    state = door.heartbeat({room["id"]: {"x": ids[0]}}, node="n2")[room["id"]]
    assert state["crowded"] == []


def test_after_a_silence_places_are_given_anew(door: FrontDoor) -> None:
    """Nobody was heard of for so long that all leases ran out; meanwhile somebody else came."""
    room = door.create(max_participants=2)
    ada, bob = door.join(room, "Ada")["user_id"], door.join(room, "Bob")["user_id"]
    listed = {room["id"]: {"c1": ada, "c2": bob}}
    door.heartbeat(listed)
    door.clock.advance(45)
    door.join(room, "Cyd")
    state = door.heartbeat(listed, sequence=2)[room["id"]]
    assert len(state["crowded"]) == 1
    assert len(door.users(room)) == 2
    assert "Cyd" in door.users(room)


def test_a_full_room_does_not_spoil_the_others(door: FrontDoor) -> None:
    full, other = door.create(max_participants=1), door.create()
    ada = door.join(full, "Ada")
    leave(door, ada)
    bob, cyd = door.join(full, "Bob"), door.join(other, "Cyd")
    door.clock.advance(44)
    answer = door.heartbeat(
        {
            full["id"]: {"c1": ada["user_id"], "c2": bob["user_id"]},
            other["id"]: {"c3": cyd["user_id"]},
        }
    )
    assert answer[full["id"]]["crowded"] == [ada["user_id"]]
    assert answer[other["id"]]["crowded"] == []
    door.clock.advance(44)
    assert (door.users(full), door.users(other)) == (["Bob"], ["Cyd"])
