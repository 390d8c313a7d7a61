"""The first page: totals of now, trends, and what to look at."""

import re
from datetime import timedelta

from pytest_django.fixtures import Settings

from coterie.ai.models import AiUsage
from coterie.analytics.activity import activity_roll_up
from coterie.console.dashboard import DAYS_SHOWN, HOURS_SHOWN
from coterie.console.tests.conftest import Console
from coterie.files.models import RoomSnapshot
from coterie.rooms.models import Room
from coterie.tests.front_door import room_path


def figures(page: str) -> dict[str, str]:
    found = re.findall(r"<dt>([^<]*)</dt>\s*<dd>([^<]*)</dd>", page)
    return dict(found)


def warnings(page: str) -> list[str]:
    box = re.search(r'(?s)<ul class="warnings">(.*?)</ul>', page)
    return re.findall(r"<li>(.*?)</li>", box[1]) if box else []


def test_totals(console: Console) -> None:
    room = console.create(name="Katas")
    console.create()
    ada, bob = console.join(room, "Ada"), console.join(room, "Bob")
    people = {"c1": ada["user_id"], "c2": ada["user_id"], "c3": bob["user_id"]}
    console.heartbeat({room["id"]: people}, edits={room["id"]: 1_234})
    today = console.clock.now().date()
    AiUsage.objects.create(room_id=room["id"], day=today, engine="x", suggestions=5, accepted=2)
    page = console.text("")
    assert figures(page) == {
        "People now": "2",
        "Rooms open": "2",
        "New rooms": "2",
        "New people": "2",
        "Edits": "1,234",
        "Time together": "2 min",
        "AI calls": "5",
    }
    assert "1 with people" in page
    assert "3 connections" in page
    assert "40% of suggestions taken" in page
    assert ">Katas</bdi>" in page
    assert warnings(page) == []


def test_trends_hold_what_was_rolled_up_and_what_was_deleted(console: Console) -> None:
    room = console.create()
    console.heartbeat({room["id"]: {}}, edits={room["id"]: 10})
    console.delete(room_path(room), room["owner_key"])
    console.clock.advance(5 * 3_600)
    activity_roll_up(now=console.clock.now())
    other = console.create()
    console.heartbeat({other["id"]: {}}, edits={other["id"]: 5}, sequence=2)
    page = console.text("")
    assert "15 edits in 7 days" in page
    assert "2 rooms in 30 days" in page
    bars = re.findall(r'viewBox="0 0 (\d+) 100', page)
    assert set(bars) == {str(HOURS_SHOWN), str(DAYS_SHOWN)}


def test_what_to_look_at(console: Console, settings: Settings) -> None:
    settings.DEBUG = True
    room, unread = console.create(), console.create()
    console.delete(room_path(room), room["owner_key"])
    RoomSnapshot.objects.create(room_id=unread["id"], failures=5, due_at=console.clock.now())
    console.clock.advance(600)
    told = warnings(console.text(""))
    for words in (
        "No realtime node has been heard of",
        "1 deleted room may still have a document in a node&#x27;s store, for 10 min",
        "1 document could not be read",
        "DEBUG is on",
    ):
        assert any(words in warning for warning in told), told


def test_nodes(console: Console) -> None:
    console.heartbeat({}, node="first")
    console.clock.advance(120)
    console.heartbeat({}, node="second", boot="b" * 32)
    console.heartbeat({}, node="second", boot="c" * 32)
    page = console.text("")
    cells = re.findall(r'(?s)<bdi class="name">(first|second)</bdi>.*?badge-(\w+)', page)
    assert cells == [("second", "live"), ("first", "closed")]


def test_a_day_begins_at_midnight_in_utc(console: Console) -> None:
    console.create()
    Room.objects.update(created_at=console.clock.now() - timedelta(seconds=1))
    console.create()
    page = console.text("")
    for day in ("Mon 31 Dec 2029", "Tue 01 Jan 2030"):
        assert f"<title>{day}: 1</title>" in page
