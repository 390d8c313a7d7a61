"""One pass over 10,000 rooms: what it deletes, what it leaves, and what it takes."""

import time
from datetime import timedelta

import pytest
from django.db import connection

from coterie.presence.models import Lease
from coterie.rooms.models import Room, RoomUser
from coterie.rooms.services import rooms_expire
from coterie.tests.front_door import Clock

ROOMS = 10_000
# Of ten rooms, one has somebody in it, one is kept and one was used lately; the others go.
GO_OF_TEN = 7
# The promise is 5 s of an idle machine; this is processor time of this thread, on a busy one.
MOST_SECONDS = 15.0


@pytest.mark.django_db(transaction=True)
def test_a_pass_over_ten_thousand_rooms(clock: Clock, capsys: pytest.CaptureFixture[str]) -> None:
    now = clock.now()
    long_ago, just_now = now - timedelta(days=1), now - timedelta(seconds=1)
    rooms = [
        Room(
            name=f"room {number}",
            language="go",
            owner_key_hash="x",
            created_at=long_ago,
            last_activity_at=just_now if number % 10 == 2 else long_ago,
            retention="keep" if number % 10 == 1 else "default",
            last_code_snapshot="x" * 1000,
        )
        for number in range(ROOMS)
    ]
    Room.objects.bulk_create(rooms, batch_size=500)
    people = [
        RoomUser(
            room=room,
            username="Ada",
            role="editor",
            resume_key_hash=f"{number}",
            join_id="x",
            joined_at=long_ago,
            last_seen_at=long_ago,
            left_at=None if number % 10 == 0 else long_ago,
        )
        for number, room in enumerate(rooms)
    ]
    RoomUser.objects.bulk_create(people, batch_size=500)
    Lease.objects.bulk_create(
        [
            Lease(room_id=user.room_id, participant=user, expires_at=now + timedelta(seconds=45))
            for user in people
            if user.left_at is None
        ],
        batch_size=500,
    )

    began, began_thread = time.perf_counter(), time.thread_time()
    gone = rooms_expire(now=now)
    took, took_thread = time.perf_counter() - began, time.thread_time() - began_thread

    with capsys.disabled():
        print(
            f"\n{connection.vendor}: {ROOMS} rooms, {gone} deleted, "
            f"in {took:.2f} s ({took_thread:.2f} s of processor)"
        )
    assert gone == ROOMS * GO_OF_TEN // 10
    assert Room.objects.filter(is_active=True).count() == ROOMS - gone
    assert RoomUser.objects.filter(username="").count() == gone
    assert took_thread < MOST_SECONDS
    # The next one finds nothing, and takes next to nothing.
    began_thread = time.thread_time()
    assert rooms_expire(now=now) == 0
    assert time.thread_time() - began_thread < 1
