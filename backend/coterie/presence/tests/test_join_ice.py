"""POST /api/rooms/{id}/join/: the servers that a browser sets its calls up with."""

import base64
import hashlib
import hmac
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from coterie.config.ice import IceSettings, IceTransport
from coterie.presence import ice as product_ice
from coterie.presence.ice import turn_server
from coterie.quotas.models import Bucket
from coterie.quotas.quota import Quota
from coterie.quotas.services import _hashed
from coterie.tests.front_door import FrontDoor, json_of, problem_of, room_path

SECRET = "a-secret-that-coturn-has-as-well"
STUN = {"urls": ["stun:stun.example.org"]}
TURN_URLS = ["turn:turn.example.org", "turns:turn.example.org:443?transport=tcp"]


@pytest.fixture
def turn(settings: Settings) -> IceSettings:
    ice = IceSettings(
        stun_urls=tuple(STUN["urls"]),
        turn_urls=tuple(TURN_URLS),
        turn_secret=SECRET,
        turn_seconds=600,
    )
    settings.ICE = ice
    return ice


def turn_buckets(room: dict[str, Any]) -> list[tuple[Any, ...]]:
    """All buckets but those that bound creating and joining itself."""
    bare = room["id"].replace("-", "")
    others = ("create:address:127.0.0.1", "join:address:127.0.0.1", f"join:room:{bare}")
    found = Bucket.objects.exclude(pk__in=[_hashed(key) for key in others])
    return list(found.order_by("pk").values_list())


def has_turn(joined: dict[str, Any]) -> bool:
    assert joined["ice_servers"][0] == STUN
    return len(joined["ice_servers"]) == 2


def test_stun_servers_need_no_credential(door: FrontDoor, settings: Settings) -> None:
    settings.ICE = IceSettings(stun_urls=("stun:a", "stun:b"))
    room = door.create()
    joined = door.join(room)
    assert joined["ice_servers"] == [{"urls": ["stun:a", "stun:b"]}]
    assert not turn_buckets(room)


def test_a_turn_credential_is_one_that_coturn_accepts(door: FrontDoor, turn: IceSettings) -> None:
    joined = door.join(door.create())
    expires = int(door.clock.now().timestamp()) + 600
    username = f"{expires}:{joined['user_id']}"
    digest = hmac.digest(SECRET.encode(), username.encode(), hashlib.sha1)
    credential = base64.b64encode(digest).decode()
    server = {"urls": TURN_URLS, "username": username, "credential": credential}
    assert joined["ice_servers"] == [STUN, server]
    assert joined["ice_transport"] == "all"


def test_its_form_is_fixed(door: FrontDoor) -> None:
    """By `printf 1893456600:ada | openssl dgst -sha1 -hmac north-star-secret -binary | base64`."""
    ice = IceSettings(turn_urls=("turn:h",), turn_secret="north-star-secret", turn_seconds=600)
    assert turn_server(ice=ice, user="ada", now=door.clock.now()) == {
        "urls": ["turn:h"],
        "username": "1893456600:ada",
        "credential": "PhTcq5/PvFOXrRi8aYOu3dTNhJM=",
    }


def test_each_join_gets_a_fresh_one_under_the_same_name(door: FrontDoor, turn: IceSettings) -> None:
    room = door.create()
    first = door.join(room)
    door.clock.advance(60)
    again = door.join(room, resume_key=first["resume_key"])
    old, new = (joined["ice_servers"][1]["username"] for joined in (first, again))
    assert int(new.partition(":")[0]) - int(old.partition(":")[0]) == 60
    assert new.partition(":")[2] == old.partition(":")[2] == first["user_id"]


def test_calls_may_go_through_relays_alone(
    door: FrontDoor, settings: Settings, turn: IceSettings
) -> None:
    settings.ICE = IceSettings(
        turn_urls=turn.turn_urls, turn_secret=SECRET, transport=IceTransport.RELAY
    )
    joined = door.join(door.create())
    assert joined["ice_transport"] == "relay"
    assert [server["urls"] for server in joined["ice_servers"]] == [TURN_URLS]


def test_a_node_that_joins_for_a_guest_gets_none(door: FrontDoor, turn: IceSettings) -> None:
    """[AD3]"""
    room = door.create()
    response = door.signed(f"{room_path(room)}join/", {"username": "Guest"})
    assert not has_turn(json_of(response))
    assert not turn_buckets(room)


def test_who_is_not_let_in_takes_none(door: FrontDoor, turn: IceSettings) -> None:
    room = door.create(max_participants=1)
    door.join(room)
    before = turn_buckets(room)
    assert before
    problem_of(door.post(f"{room_path(room)}join/", {"username": "Bob"}), 403, "room-full")
    assert turn_buckets(room) == before


def test_a_client_may_reconnect_for_minutes(door: FrontDoor, turn: IceSettings) -> None:
    """It joins before every socket: every six seconds, while no node answers."""
    room = door.create()
    key = door.join(room)["resume_key"]
    assert all(has_turn(door.join(room, resume_key=key)) for _ in range(30))
    for _ in range(200):
        door.clock.advance(6)
        assert has_turn(door.join(room, resume_key=key))


def test_one_who_joins_too_often_gets_the_rest(
    door: FrontDoor, turn: IceSettings, caplog: pytest.LogCaptureFixture
) -> None:
    room = door.create()
    ada, bob = door.join(room, "Ada"), door.join(room, "Bob")
    quota = product_ice.CREDENTIALS_PER_PARTICIPANT

    def again(person: dict[str, Any]) -> bool:
        return has_turn(door.join(room, resume_key=person["resume_key"]))

    assert sum(again(ada) for _ in range(quota.capacity + 10)) == quota.capacity - 1
    assert again(bob)
    [line] = caplog.messages
    assert line.startswith(f"no TURN credential for participant {ada['user_id']}: ")
    assert "participant quota" in line
    for secret in (room["id"], SECRET, ada["resume_key"], ada["token"]):
        assert secret not in caplog.text

    door.clock.advance(quota.per_seconds / quota.capacity)
    assert [again(ada), again(ada)] == [True, False]
    assert len(caplog.messages) == 1


def test_a_room_has_so_many_newcomers_and_keeps_those_it_knows(
    door: FrontDoor,
    turn: IceSettings,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(product_ice, "NEWCOMERS_PER_ROOM", Quota(3, 600))
    room, other = door.create(), door.create()
    people = [door.join(room, name) for name in ("Ada", "Bob", "Cyd", "Dan", "Eve")]
    assert [has_turn(person) for person in people] == [True, True, True, False, False]
    [line] = caplog.messages
    assert line.startswith(f"no TURN credential for participant {people[3]['user_id']}: ")
    assert "room quota" in line
    assert room["id"] not in line
    assert has_turn(door.join(room, resume_key=people[0]["resume_key"]))
    assert has_turn(door.join(other))
    door.clock.advance(200)
    assert has_turn(door.join(room, "Fay"))
