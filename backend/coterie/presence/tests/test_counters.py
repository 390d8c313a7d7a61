"""What heartbeats add up to."""

import threading

import pytest
from django.db import connection

from coterie.analytics.models import SessionAnalytics
from coterie.rooms.models import Room
from coterie.tests.front_door import Clock, FrontDoor


def total_edits() -> int:
    return SessionAnalytics.objects.get().total_edits


def test_edits_add_up(door: FrontDoor) -> None:
    """[HB3] Also those of a room that nobody is connected to any more."""
    room = door.create()["id"]
    door.heartbeat({room: {}}, sequence=1, edits={room: 3})
    door.heartbeat({room: {}}, sequence=2, edits={room: 4})
    assert total_edits() == 7


def test_a_heartbeat_counts_once_however_often_it_is_sent(door: FrontDoor) -> None:
    """[HB3]"""
    room = door.create()["id"]
    for sequence in (1, 1, 2, 2, 1):
        door.heartbeat({room: {}}, sequence=sequence, edits={room: 3})
    assert total_edits() == 6


def test_every_life_of_every_node_counts_by_itself(door: FrontDoor) -> None:
    """[HB3] A former life's unanswered edits are edits, however late they come."""
    room = door.create()["id"]
    lives = [("n1", "a" * 32, 1), ("n1", "b" * 32, 1), ("n2", "a" * 32, 1), ("n1", "a" * 32, 2)]
    for node, boot, sequence in lives:
        door.heartbeat({room: {}}, node=node, boot=boot, sequence=sequence, edits={room: 1})
    assert total_edits() == 4


def test_rooms_are_counted_apart(door: FrontDoor) -> None:
    a, b = door.create()["id"], door.create()["id"]
    door.heartbeat({a: {}, b: {}}, edits={a: 1, b: 5})
    counted = dict(SessionAnalytics.objects.values_list("room", "total_edits"))
    assert {str(room): edits for room, edits in counted.items()} == {a: 1, b: 5}


def test_the_peak_is_of_people_and_never_falls(door: FrontDoor) -> None:
    room = door.create()
    ada, bob = door.join(room, "Ada")["user_id"], door.join(room, "Bob")["user_id"]
    door.heartbeat({room["id"]: {"c1": ada, "c2": bob, "c3": bob}})
    door.heartbeat({room["id"]: {"c1": ada}}, sequence=2)
    assert SessionAnalytics.objects.get().peak_users == 2


def test_the_duration_ends_when_the_last_one_was_seen(door: FrontDoor) -> None:
    room = door.create()
    door.clock.advance(1000)
    ada = door.join(room)["user_id"]
    for sequence in range(1, 4):
        door.clock.advance(30)
        door.heartbeat({room["id"]: {"c1": ada}}, sequence=sequence)
    door.clock.advance(30)
    door.heartbeat({room["id"]: {}}, sequence=4)
    assert SessionAnalytics.objects.get().duration_seconds == 90


def test_people_and_edits_are_activity_and_an_open_room_is_not(door: FrontDoor) -> None:
    room = door.create()
    ada = door.join(room)["user_id"]
    door.clock.advance(60)
    door.heartbeat({room["id"]: {"c1": ada}})
    seen = door.clock.now()
    door.clock.advance(60)
    door.heartbeat({room["id"]: {}}, sequence=2)
    assert Room.objects.get().last_activity_at == seen
    door.heartbeat({room["id"]: {}}, sequence=3, edits={room["id"]: 1})
    assert Room.objects.get().last_activity_at == door.clock.now()


@pytest.mark.django_db(transaction=True)
def test_24_heartbeats_at_once_lose_no_edit(clock: Clock) -> None:
    room = FrontDoor(clock).create()["id"]
    start = threading.Barrier(24)

    def beat(number: int) -> None:
        start.wait()
        try:
            # Each pair is one heartbeat that is sent twice.
            door = FrontDoor(clock)
            door.heartbeat({room: {}}, node=f"n{number // 2}", edits={room: 1})
        finally:
            connection.close()

    threads = [threading.Thread(target=beat, args=[n]) for n in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert total_edits() == 12
