"""Rooms that nobody was in and nobody edited for the retention time are deleted; no others."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from coterie.rooms import services
from coterie.rooms.models import Room
from coterie.rooms.services import rooms_expire
from coterie.tests.front_door import (
    Clock,
    Committed,
    FrontDoor,
    heartbeat_body,
    problem_of,
    room_path,
)

RETENTION = 1800
HALF_A_DAY = 12 * 60 * 60


def test_an_unused_room_goes_after_30_minutes(door: FrontDoor, committed: Committed) -> None:
    """[PK1] [HB7]"""
    room = door.create(name="Secret plans")
    door.clock.advance(RETENTION - 1)
    assert rooms_expire(now=door.clock.now()) == 0
    door.clock.advance(1)
    assert committed(lambda: rooms_expire(now=door.clock.now())) == 1
    problem_of(door.get(room_path(room)), 410, "room-deleted")
    assert Room.objects.get().name == ""
    assert door.beat(heartbeat_body({}))["purge"] == [room["id"]]
    assert committed(lambda: rooms_expire(now=door.clock.now())) == 0


def test_the_time_is_the_operators(door: FrontDoor, settings: Settings) -> None:
    settings.RETENTION_SECONDS = 60
    room = door.create()
    assert room["closing_at"] == "2030-01-01T00:01:00Z"
    door.clock.advance(60)
    assert rooms_expire(now=door.clock.now()) == 1


def test_a_room_with_people_stays(door: FrontDoor, settings: Settings) -> None:
    """Even when a lease is longer than the retention time."""
    settings.RETENTION_SECONDS = 1
    room = door.create()
    door.join(room)
    door.clock.advance(44)
    assert rooms_expire(now=door.clock.now()) == 0
    door.clock.advance(1)
    assert rooms_expire(now=door.clock.now()) == 1


def test_the_time_runs_from_the_last_ones_going(door: FrontDoor) -> None:
    room = door.create()
    ada = door.join(room)
    for sequence in range(1, 200):
        door.heartbeat({room["id"]: {"c1": ada["user_id"]}}, sequence=sequence)
        door.clock.advance(30)
    assert rooms_expire(now=door.clock.now()) == 0
    door.post(f"{room_path(room)}leave/", {"user_id": ada["user_id"]}, ada["token"])
    door.heartbeat({}, sequence=200)
    door.clock.advance(RETENTION - 1)
    assert rooms_expire(now=door.clock.now()) == 0
    door.clock.advance(1)
    assert rooms_expire(now=door.clock.now()) == 1


def test_edits_are_activity(door: FrontDoor) -> None:
    room = door.create()["id"]
    door.clock.advance(RETENTION)
    door.heartbeat({room: {}}, edits={room: 1})
    assert rooms_expire(now=door.clock.now()) == 0


def test_nodes_hear_of_the_end_five_minutes_before(door: FrontDoor) -> None:
    """[HB8]"""
    room = door.create()

    def closing_at(sequence: int) -> str | None:
        state = door.heartbeat({room["id"]: {}}, sequence=sequence)[room["id"]]
        shown: str | None = state["closing_at"]
        return shown

    door.clock.advance(RETENTION - 301)
    assert closing_at(1) is None
    door.clock.advance(1)
    assert closing_at(2) == "2030-01-01T00:30:00Z"
    door.post(f"{room_path(room)}extend/", None, room["owner_key"])
    assert closing_at(3) is None
    door.clock.advance(RETENTION - 300)
    assert closing_at(4) == "2030-01-01T00:55:00Z"
    door.join(room)
    assert closing_at(5) is None


def test_a_forgotten_tab_does_not_keep_a_room(door: FrontDoor) -> None:
    """[HB9] [HB8] It stays open, in its role, and sees when the room goes."""
    room = door.create()
    ada = door.join(room)["user_id"]

    def beat(sequence: int, idle: float) -> dict[str, object]:
        listed = {room["id"]: {"c1": ada}}
        answer = door.heartbeat(listed, sequence=sequence, idle={"c1": idle})
        state: dict[str, object] = answer[room["id"]]
        return state

    beat(1, HALF_A_DAY)
    assert door.users(room) == ["Ada"]
    state = beat(2, HALF_A_DAY + 0.5)
    assert door.users(room) == []
    assert (state["roles"], state["removed"]) == ({ada: "editor"}, [])
    door.clock.advance(RETENTION - 1)
    assert beat(3, HALF_A_DAY + RETENTION)["closing_at"] == "2030-01-01T00:30:00Z"
    beat(4, 0)
    assert door.users(room) == ["Ada"]
    beat(5, HALF_A_DAY + 1)
    door.clock.advance(RETENTION)
    assert rooms_expire(now=door.clock.now()) == 1
    assert beat(6, HALF_A_DAY + 1)["state"] == "deleted"


def test_many_rooms_go_in_several_transactions(
    door: FrontDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "ROOMS_PER_SWEEP", 3)
    for _ in range(7):
        door.create()
    door.clock.advance(RETENTION)
    kept = door.create()
    assert rooms_expire(now=door.clock.now()) == 7
    assert [str(room.pk) for room in Room.objects.filter(is_active=True)] == [kept["id"]]


def at_once(*calls: Callable[[], object]) -> None:
    start = threading.Barrier(len(calls))

    def run(call: Callable[[], object]) -> None:
        start.wait()
        try:
            call()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.django_db(transaction=True)
def test_joins_against_sweeps(clock: Clock) -> None:
    """Whoever was let in is in a room that lives; whoever was not, in none."""
    rooms = [FrontDoor(clock).create() for _ in range(40)]
    clock.advance(RETENTION)
    statuses: dict[str, int] = {}
    deleted: list[int] = []

    def join_some(own: list[dict[str, str]]) -> None:
        door = FrontDoor(clock)
        for room in own:
            response = door.post(f"{room_path(room)}join/", {"username": "Ada"})
            statuses[room["id"]] = response.status_code

    def sweep() -> None:
        deleted.extend(rooms_expire(now=clock.now()) for _ in range(5))

    joins = [lambda own=rooms[n::8]: join_some(own) for n in range(8)]
    at_once(*joins, *[sweep] * 4)

    alive = {str(room) for room in Room.objects.filter(is_active=True).values_list("pk", flat=True)}
    assert set(statuses.values()) <= {200, 410}
    assert alive == {room for room, status in statuses.items() if status == 200}
    assert sum(deleted) == len(rooms) - len(alive)


@pytest.mark.django_db(transaction=True)
def test_people_who_stay_against_sweeps(clock: Clock, settings: Settings) -> None:
    settings.RETENTION_SECONDS = 1
    door = FrontDoor(clock)
    rooms = [door.create() for _ in range(10)]
    listed = {room["id"]: {room["id"]: door.join(room)["user_id"]} for room in rooms}
    door.heartbeat(listed)
    clock.advance(30)

    def beat(node: str) -> Callable[[], object]:
        return lambda: FrontDoor(clock).heartbeat(listed, node=node)

    def sweep() -> None:
        assert rooms_expire(now=clock.now()) == 0

    at_once(*[beat(f"n{number}") for number in range(6)], *[sweep] * 6)
    assert Room.objects.filter(is_active=True).count() == len(rooms)
