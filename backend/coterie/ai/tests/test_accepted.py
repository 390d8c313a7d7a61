"""POST /api/ai/accepted/, and the counts that it adds to."""

import threading
from datetime import date

import pytest
from django.contrib.auth.models import User
from django.test import Client

from coterie.ai.limits import ACCEPTED_PER_PERSON
from coterie.ai.models import AiUsage
from coterie.ai.usage import Count, usage_add
from coterie.rooms.models import Room
from coterie.tests.front_door import Clock, FrontDoor, problem_of

PATH = "/api/ai/accepted/"
DAY = date(2030, 1, 1)


def test_counts_for_the_day_and_engine(door: FrontDoor, clock: Clock) -> None:
    room = door.create()
    token = door.join(room)["token"]
    for _ in range(2):
        response = door.post(PATH, {"room_id": room["id"]}, token)
        assert (response.status_code, response.content) == (204, b"")
    clock.advance(86_400)
    token = door.join(room)["token"]
    door.post(PATH, {"room_id": room["id"]}, token)
    rows = AiUsage.objects.order_by("day").values_list("day", "engine", "accepted")
    assert list(rows) == [(DAY, "local", 2), (date(2030, 1, 2), "local", 1)]


def test_nobody_presses_tab_that_fast(door: FrontDoor) -> None:
    room = door.create()
    token = door.join(room)["token"]
    for _ in range(ACCEPTED_PER_PERSON.capacity):
        door.post(PATH, {"room_id": room["id"]}, token)
    refused = door.post(PATH, {"room_id": room["id"]}, token)
    problem_of(refused, 429, "ai-budget")
    assert refused["Retry-After"] == "1"


@pytest.mark.django_db(transaction=True)
def test_counts_of_many_at_once_all_count(clock: Clock) -> None:
    room = FrontDoor(clock).create()
    barrier = threading.Barrier(8)

    def add() -> None:
        from django.db import connection

        barrier.wait()
        usage_add(
            room_id=Room.objects.get().pk,
            day=DAY,
            engine="local",
            count=Count(suggestions=1, milliseconds=5),
        )
        connection.close()

    threads = [threading.Thread(target=add) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    row = AiUsage.objects.get(room_id=room["id"])
    assert (row.suggestions, row.milliseconds) == (8, 40)


def test_operators_look_and_change_nothing(door: FrontDoor) -> None:
    room = door.create()
    counted = Count(suggestions=3, cached=1, milliseconds=500)
    usage_add(room_id=Room.objects.get().pk, day=DAY, engine="local", count=counted)
    client = Client()
    client.force_login(User.objects.create_superuser("root"))
    page = client.get("/admin/ai/aiusage/").content.decode()
    assert room["name"] in page
    assert "250" in page
    row = AiUsage.objects.get()
    assert client.get("/admin/ai/aiusage/add/").status_code == 403
    change = client.get(f"/admin/ai/aiusage/{row.pk}/change/").content.decode()
    assert '<input type="number"' not in change
