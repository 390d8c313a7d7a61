"""The attacker plays a realtime node, with no key, with old calls, or with a key and lies."""

import json
import uuid
from typing import Any

from django.http import HttpResponse

from coterie.presence.models import Lease, RealtimeNode
from coterie.rooms.models import Room
from coterie.signing.signatures import sign
from coterie.tests.front_door import (
    SERVICE_KEY,
    FrontDoor,
    heartbeat_body,
    json_of,
    problem_of,
    room_path,
)

PATH = "/api/realtime/heartbeat/"


def refused(response: HttpResponse) -> None:
    problem_of(response, 401, "signature-invalid")


def test_without_the_key_there_is_no_node(door: FrontDoor) -> None:
    room = door.create()
    ada = door.join(room, "Ada")
    body = heartbeat_body({room["id"]: {"c1": ada["user_id"]}}, purged=[room["id"]])
    refused(door.post(PATH, body))
    refused(door.post(PATH, body, ada["token"]))
    refused(door.post(PATH, body, room["owner_key"]))
    for guess in (SERVICE_KEY[:-1] + "x", "0" * 64, " " * 32):
        refused(door.signed(PATH, body, key=guess))
    refused(door.signed(PATH, body, **{"X-Coterie-Signature": ""}))
    leave = f"{room_path(room)}leave/"
    refused(door.signed(leave, {"user_id": ada["user_id"]}, key="0" * 64))
    assert not RealtimeNode.objects.exists()
    assert door.users(room) == ["Ada"]


def test_a_call_that_was_heard_cannot_be_made_again(door: FrontDoor) -> None:
    """At once, later, with another body, or to another address."""
    room = door.create()
    body = json.dumps(heartbeat_body({room["id"]: {}}, edits={room["id"]: 1})).encode()
    headers = sign(key=SERVICE_KEY, method="POST", target=PATH, body=body, now=door.clock.now())
    json_of(door.post(PATH, body, **headers))
    refused(door.post(PATH, body, **headers))
    for seconds in (1, 59, 61, 3600):
        door.clock.advance(seconds)
        refused(door.post(PATH, body, **headers))
    # As if it had been kept back, and never arrived.
    fresh = sign(key=SERVICE_KEY, method="POST", target=PATH, body=body, now=door.clock.now())
    other = json.dumps(heartbeat_body({room["id"]: {}}, edits={room["id"]: 999})).encode()
    refused(door.post(PATH, other, **fresh))
    refused(door.post(f"{PATH}?x=1", body, **fresh))
    refused(door.post(f"{room_path(room)}join/", body, **fresh))
    assert door.call("PATCH", PATH, body, headers=fresh).status_code == 405
    door.clock.advance(61)
    refused(door.post(PATH, body, **fresh))


def test_a_node_cannot_put_people_into_rooms_that_are_not_theirs(door: FrontDoor) -> None:
    room, other = door.create(), door.create(max_participants=1)
    ada, bob = door.join(room, "Ada"), door.join(other, "Bob")
    listed = {
        room["id"]: {"c1": bob["user_id"], "c2": str(uuid.uuid4())},
        other["id"]: {"c3": ada["user_id"], "c4": bob["user_id"]},
    }
    states = door.heartbeat(listed)
    assert states[room["id"]]["roles"] == {}
    assert bob["user_id"] in states[room["id"]]["removed"]
    assert states[other["id"]]["roles"] == {bob["user_id"]: "editor"}
    assert states[other["id"]]["removed"] == [ada["user_id"]]
    on_nodes = Lease.objects.exclude(node=None)
    assert [str(lease.participant_id) for lease in on_nodes] == [bob["user_id"]]


def test_a_node_cannot_end_keep_or_bring_back_rooms(door: FrontDoor) -> None:
    alive, gone = door.create(), door.create()
    ada = door.join(gone, "Ada")
    door.delete(room_path(gone), gone["owner_key"])
    nowhere = str(uuid.uuid4())
    listed: dict[str, Any] = {gone["id"]: {"c1": ada["user_id"]}, nowhere: {}, "../../etc": {}}
    edits = dict.fromkeys(listed, 5)
    body = heartbeat_body(listed, edits=edits, purged=[alive["id"], nowhere])
    states = door.beat(body)["rooms"]
    assert states[gone["id"]]["state"] == "deleted"
    assert states[nowhere]["state"] == states["../../etc"]["state"] == "unknown"
    assert not Lease.objects.exists()
    assert Room.objects.count() == 2
    kept = Room.objects.get(pk=alive["id"])
    assert (kept.is_active, kept.purged_at) == (True, None)


def test_a_dead_life_of_a_node_cannot_speak_for_its_successor(door: FrontDoor) -> None:
    room = door.create()
    ada = door.join(room, "Ada")
    door.heartbeat({}, boot="a" * 32)
    door.heartbeat({room["id"]: {"c1": ada["user_id"]}}, boot="b" * 32)
    door.heartbeat({}, boot="a" * 32, sequence=99)
    assert door.users(room) == ["Ada"]
