"""What happened when: by the minute, rolled up, and never twice."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from coterie.analytics import activity
from coterie.analytics.activity import activity_roll_up
from coterie.analytics.models import ActivityBucket, Span
from coterie.analytics.selectors import all_activity, room_activity
from coterie.analytics.time_spans import KEPT, shown_since, span_start
from coterie.rooms.models import Room
from coterie.tests.front_door import Clock, FrontDoor

NOON = datetime(2030, 1, 1, 12, tzinfo=UTC)
Counts = tuple[int, int, int, int]


def stored(span: Span) -> dict[str, Counts]:
    """Of the only room: by time, its edits, peak, person-minutes and newcomers."""
    return {
        f"{row.start:%d. %H:%M}": (row.edits, row.peak_users, row.person_minutes, row.newcomers)
        for row in ActivityBucket.objects.filter(span=span).order_by("start")
    }


def fill(room: Any, span: Span, start: datetime, count: int, **counts: int) -> None:
    defaults = {"edits": 1, "peak_users": 2, "person_minutes": 2, "newcomers": 0}
    step = timedelta(seconds=span)
    ActivityBucket.objects.bulk_create(
        ActivityBucket(room_id=room, span=span, start=start + n * step, **{**defaults, **counts})
        for n in range(count)
    )


def test_the_start_of_a_time() -> None:
    time = datetime(2030, 5, 6, 7, 8, 9, 10, tzinfo=UTC)
    assert span_start(time, Span.MINUTE) == datetime(2030, 5, 6, 7, 8, tzinfo=UTC)
    assert span_start(time, Span.HOUR) == datetime(2030, 5, 6, 7, tzinfo=UTC)
    assert span_start(time, Span.DAY) == datetime(2030, 5, 6, tzinfo=UTC)
    assert shown_since(time, Span.MINUTE) == datetime(2030, 5, 6, 4, 9, tzinfo=UTC)


def test_joins_people_and_edits_of_one_minute(door: FrontDoor) -> None:
    room = door.create()
    ada, bob = door.join(room, "Ada"), door.join(room, "Bob")
    both = {"c1": ada["user_id"], "c2": bob["user_id"], "c3": bob["user_id"]}
    door.heartbeat({room["id"]: both}, edits={room["id"]: 3})
    door.heartbeat({room["id"]: {"c1": ada["user_id"]}}, sequence=2, edits={room["id"]: 4})
    assert stored(Span.MINUTE) == {"01. 00:00": (7, 2, 2, 2)}
    door.clock.advance(60)
    door.heartbeat({room["id"]: {"c1": ada["user_id"]}}, sequence=3)
    assert stored(Span.MINUTE)["01. 00:01"] == (0, 1, 1, 0)


def test_who_comes_back_is_no_newcomer(door: FrontDoor) -> None:
    room = door.create()
    key = door.join(room)["resume_key"]
    door.join(room, resume_key=key)
    assert stored(Span.MINUTE) == {"01. 00:00": (0, 1, 1, 1)}
    assert Room.objects.get().analytics.unique_participants == 1


def test_a_heartbeat_counts_once_however_often_it_is_sent(door: FrontDoor) -> None:
    """[HB3]"""
    room = door.create()["id"]
    for sequence in (1, 1, 2, 2, 1):
        door.heartbeat({room: {}}, sequence=sequence, edits={room: 3})
    assert stored(Span.MINUTE) == {"01. 00:00": (6, 0, 0, 0)}


def test_a_quiet_room_leaves_no_rows(door: FrontDoor) -> None:
    room = door.create()["id"]
    door.heartbeat({room: {}})
    assert not ActivityBucket.objects.exists()


def test_old_minutes_become_hours_and_old_hours_days(door: FrontDoor) -> None:
    room = door.create()["id"]
    fill(room, Span.MINUTE, NOON - timedelta(hours=5), 120, newcomers=1)
    fill(room, Span.HOUR, NOON - timedelta(hours=5), 1, edits=40, peak_users=9, person_minutes=50)
    activity_roll_up(now=NOON + timedelta(minutes=30))
    assert stored(Span.MINUTE) == {}
    # What was there of the hour already stays in it.
    assert stored(Span.HOUR) == {"01. 07:00": (100, 9, 170, 60), "01. 08:00": (60, 2, 120, 60)}
    activity_roll_up(now=NOON + timedelta(days=9))
    assert stored(Span.HOUR) == {}
    assert stored(Span.DAY) == {"01. 00:00": (160, 9, 290, 120)}


def test_what_is_shown_by_the_minute_has_no_hole(door: FrontDoor) -> None:
    room = door.create()["id"]
    for minutes in range(0, 60, 7):
        ActivityBucket.objects.all().delete()
        now = NOON + timedelta(minutes=minutes)
        fill(room, Span.MINUTE, now - timedelta(hours=6), 360)
        activity_roll_up(now=now)
        shown = room_activity(room_id=Room.objects.get().pk, span=Span.MINUTE, now=now)
        assert len(shown) == 179
        assert ActivityBucket.objects.filter(span=Span.MINUTE).count() < 240


def test_days_go_in_the_end(door: FrontDoor) -> None:
    room = door.create()["id"]
    fill(room, Span.DAY, span_start(NOON, Span.DAY) - timedelta(days=450), 450)
    activity_roll_up(now=NOON)
    assert ActivityBucket.objects.count() == KEPT[Span.DAY].days


def test_a_room_is_rolled_up_in_parts_and_loses_nothing(
    door: FrontDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(activity, "ROWS_PER_ROLL_UP", 7)
    for _ in range(3):
        fill(door.create()["id"], Span.MINUTE, NOON - timedelta(hours=6), 20)
    activity_roll_up(now=NOON)
    hours = ActivityBucket.objects.filter(span=Span.HOUR)
    assert [(row.edits, row.person_minutes) for row in hours] == [(20, 40)] * 3
    assert ActivityBucket.objects.count() == 3


def test_all_rooms_together(door: FrontDoor) -> None:
    for count in (10, 20):
        fill(door.create()["id"], Span.MINUTE, NOON - timedelta(minutes=10), count, newcomers=1)
    fill(door.create()["id"], Span.HOUR, NOON - timedelta(hours=1), 1, edits=100)
    shown = all_activity(span=Span.HOUR, since=NOON - timedelta(hours=2))
    assert [
        (f"{row.start:%H:%M}", row.edits, row.person_minutes, row.newcomers) for row in shown
    ] == [
        ("11:00", 120, 42, 20),
        ("12:00", 10, 20, 10),
    ]


@pytest.mark.django_db(transaction=True)
def test_24_at_once_count_each_edit_and_each_person_once(clock: Clock) -> None:
    door = FrontDoor(clock)
    rooms = [door.create()["id"] for _ in range(3)]
    for room in rooms:
        fill(room, Span.MINUTE, clock.now() - timedelta(hours=5), 60)
    start = threading.Barrier(24)

    def act(number: int) -> None:
        room, door = rooms[number % 3], FrontDoor(clock)
        start.wait()
        try:
            if number % 4 == 0:
                activity_roll_up(now=clock.now())
            elif number % 4 == 1:
                door.join({"id": room}, f"P{number}")
            else:
                door.heartbeat({room: {}}, node=f"n{number}", edits={room: 5})
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=[n]) for n in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    activity_roll_up(now=clock.now())
    for room in rooms:
        rows = ActivityBucket.objects.filter(room=room)
        [minute] = rows.filter(span=Span.MINUTE)
        assert (minute.edits, minute.newcomers) == (20, 2)
        [hour] = rows.filter(span=Span.HOUR)
        assert (hour.edits, hour.person_minutes) == (60, 120)
