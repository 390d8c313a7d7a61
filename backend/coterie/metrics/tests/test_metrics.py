"""GET /metrics: Django's half, and who may read it."""

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import override_settings

from coterie.ai.usage import Count, usage_add
from coterie.rooms.models import Room
from coterie.tests.front_door import FrontDoor, problem_of, room_path

TOKEN = "a-token-of-an-operator"


def samples(response: HttpResponse) -> dict[str, float]:
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    lines = [line for line in response.content.decode().splitlines() if line[0] != "#"]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def here(door: FrontDoor, **headers: str) -> HttpResponse:
    return door.get("/metrics", Host="localhost", **headers)


def test_rooms_and_people_are_counted(door: FrontDoor) -> None:
    before = samples(here(door))
    assert before['coterie_backend_rooms{state="active"}'] == 0
    room, other = door.create(), door.create()
    for name in ("Ada", "Bob"):
        door.join(room, name)
    assert door.delete(room_path(other), other["owner_key"]).status_code == 204
    after = samples(here(door))
    assert after['coterie_backend_rooms{state="active"}'] == 1
    assert after['coterie_backend_rooms{state="deleted"}'] == 1
    assert after['coterie_backend_rooms{state="unpurged"}'] == 1
    assert after["coterie_backend_participants"] == 2
    assert after["coterie_backend_rooms_in_use"] == 1
    assert after["coterie_backend_joins_total"] == 2
    door.clock.advance(60)
    later = samples(here(door))
    assert later["coterie_backend_participants"] == 0
    assert later["coterie_backend_joins_total"] == 2
    door.clock.advance(24 * 60 * 60)
    assert samples(here(door))["coterie_backend_joins_total"] == 0


def test_ai_is_counted_by_engine_and_for_today(door: FrontDoor) -> None:
    room = Room.objects.get(pk=door.create()["id"])
    today = door.clock.now().date()
    count = Count(
        suggestions=5, summaries=1, cached=2, accepted=3, input_tokens=70, milliseconds=1_500
    )
    for day in (today, today, today - timedelta(days=1)):
        usage_add(room_id=room.pk, day=day, engine="local", count=count)
    usage_add(room_id=room.pk, day=today, engine='o"dd', count=Count(failures=1))
    seen = samples(here(door))
    assert seen['coterie_ai_calls_total{engine="local",kind="suggestion"}'] == 10
    assert seen['coterie_ai_calls_total{engine="local",kind="summary"}'] == 2
    assert seen['coterie_ai_cached_total{engine="local"}'] == 4
    assert seen['coterie_ai_accepted_total{engine="local"}'] == 6
    assert seen['coterie_ai_tokens_total{engine="local",direction="in"}'] == 140
    assert seen['coterie_ai_seconds_total{engine="local"}'] == 3.0
    assert seen[r'coterie_ai_failures_total{engine="o\"dd"}'] == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "localhost", "X-Forwarded-For": "127.0.0.1"},
        {"Host": "localhost", "Forwarded": "for=127.0.0.1"},
        {"Host": "localhost", "Via": "1.1 proxy"},
    ],
    ids=str,
)
@override_settings(ALLOWED_HOSTS=["*"])
def test_what_came_by_a_proxy_or_another_name_is_refused(
    door: FrontDoor, headers: dict[str, str]
) -> None:
    problem_of(door.get("/metrics", **headers), 403, "forbidden")


def test_others_than_this_machine_are_refused(door: FrontDoor) -> None:
    door.client.defaults["REMOTE_ADDR"] = "192.0.2.7"
    problem_of(here(door), 403, "forbidden")


@override_settings(METRICS_TOKEN=TOKEN, ALLOWED_HOSTS=["*"])
def test_with_a_token_only_the_token_counts(door: FrontDoor) -> None:
    for wrong in ("", "Bearer", f"Bearer {TOKEN}x", f"Basic {TOKEN}", TOKEN, "Bearer \xe9"):
        answer = here(door, Authorization=wrong)
        problem_of(answer, 401, "unauthenticated")
        assert answer.headers["WWW-Authenticate"] == "Bearer"
    door.client.defaults["REMOTE_ADDR"] = "192.0.2.7"
    given = {"Authorization": f"Bearer {TOKEN}", "Host": "pad.example", "X-Forwarded-For": "x"}
    assert samples(door.get("/metrics", **given))


def test_only_reading_is_possible(door: FrontDoor) -> None:
    assert door.post("/metrics").status_code == 405
