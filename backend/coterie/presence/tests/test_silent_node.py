"""A node that was killed says nothing more: its people are gone in time, and said to be so."""

from datetime import timedelta

import pytest

from coterie.presence import leases
from coterie.presence.leases import LEASE_TIME, leases_sweep
from coterie.presence.models import Lease
from coterie.presence.tasks import leases_sweep_task
from coterie.rooms.models import RoomUser
from coterie.tests.front_door import FrontDoor


def test_its_people_are_gone_within_45_seconds(door: FrontDoor) -> None:
    room = door.create()
    ada = door.join(room, "Ada")["user_id"]
    door.heartbeat({room["id"]: {"c1": ada}})
    killed = door.clock.now()
    door.clock.advance(44)
    assert door.users(room) == ["Ada"]
    door.clock.advance(1)
    assert door.users(room) == []
    leases_sweep_task()
    left_at = RoomUser.objects.get().left_at
    assert left_at is not None
    assert left_at - killed == timedelta(seconds=45)


@pytest.mark.parametrize("later", [0, 60, 3600])
@pytest.mark.parametrize("noticed", ["by the sweep", "by another node", "by its next life"])
def test_they_left_when_their_leases_ran_out(door: FrontDoor, noticed: str, later: int) -> None:
    """However late that is noticed, and by whom."""
    room = door.create(retention="24h")
    ada = door.join(room, "Ada")["user_id"]
    door.heartbeat({room["id"]: {"c1": ada}})
    ended = door.clock.now() + LEASE_TIME
    door.clock.advance(LEASE_TIME.total_seconds() + later)
    if noticed == "by the sweep":
        leases_sweep(now=door.clock.now())
    elif noticed == "by another node":
        door.heartbeat({}, node="n2")
    else:
        door.heartbeat({}, boot="1" * 32)
    assert RoomUser.objects.get().left_at == ended
    assert not Lease.objects.exists()


def test_those_with_a_connection_elsewhere_have_not_left(door: FrontDoor) -> None:
    room = door.create()
    ada, bob = door.join(room, "Ada")["user_id"], door.join(room, "Bob")["user_id"]
    door.heartbeat({room["id"]: {"c1": ada, "c2": bob}}, node="n1")
    door.clock.advance(30)
    door.heartbeat({room["id"]: {"c1": ada}}, node="n2")
    door.clock.advance(20)
    leases_sweep(now=door.clock.now())
    assert RoomUser.objects.get(username="Ada").left_at is None
    assert RoomUser.objects.get(username="Bob").left_at is not None
    assert door.users(room) == ["Ada"]


def test_of_several_leases_the_last_one_counts(door: FrontDoor) -> None:
    room = door.create()
    ada = door.join(room, "Ada")["user_id"]
    door.heartbeat({room["id"]: {"c1": ada}}, node="n1")
    door.clock.advance(20)
    door.heartbeat({room["id"]: {"c1": ada}}, node="n2")
    ended = door.clock.now() + LEASE_TIME
    door.clock.advance(500)
    leases_sweep(now=door.clock.now())
    assert RoomUser.objects.get().left_at == ended


def test_many_are_cleared_in_parts(door: FrontDoor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leases, "MAX_EXPIRED_PER_CALL", 3)
    rooms = [door.create() for _ in range(7)]
    for room in rooms:
        door.join(room)
    door.clock.advance(45)
    kept = door.join(rooms[0])
    leases_sweep(now=door.clock.now())
    assert [str(lease.participant_id) for lease in Lease.objects.all()] == [kept["user_id"]]
    assert RoomUser.objects.filter(left_at=None).count() == 1
