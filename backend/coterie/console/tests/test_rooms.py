"""The list of rooms and the page of one: right, narrow where asked, and cheap."""

import re
import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coterie.analytics.models import ActivityBucket, SessionAnalytics, Span
from coterie.console.tests.conftest import Console
from coterie.files.models import RoomSnapshot
from coterie.rooms.models import Room
from coterie.tests.front_door import Committed, room_path

Json = dict[str, Any]
FIELDS = {
    "name": "Katas",
    "visibility": "unlisted",
    "max_participants": 50,
    "ai_mode": "as_you_type",
    "viewers_talk": "on",
    "viewers_chat": "on",
}


def rows(page: str) -> list[str]:
    """The list's rows as words."""
    found = re.findall(r"(?s)<tr><td class=\"action-checkbox\">(.*?)</tr>", page)
    return [" ".join(re.sub(r"<[^>]*>", " ", row).split()) for row in found]


def names(page: str) -> set[str]:
    return {row.split(" ")[0] for row in rows(page)}


def rooms_of_all_states(console: Console) -> None:
    live = console.create(name="Live", language="go", visibility="public")
    ada = console.join(live)["user_id"]
    console.create(name="Empty", password="correct horse", retention="keep")
    gone = console.create(name="Gone")
    purged = console.create(name="Purged")
    for room in (gone, purged):
        console.delete(room_path(room), room["owner_key"])
    console.beat({**_beat({}), "purged": [purged["id"]]})
    console.clock.advance(27 * 60)
    console.heartbeat({live["id"]: {"c1": ada}}, edits={live["id"]: 1234}, sequence=2)
    near = console.create(name="Closing")
    Room.objects.filter(pk=near["id"]).update(
        last_activity_at=console.clock.now() - timedelta(minutes=27)
    )
    RoomSnapshot.objects.create(
        room_id=live["id"],
        size_bytes=12_340,
        taken_at=console.clock.now(),
        due_at=console.clock.now(),
    )


def _beat(rooms: Any) -> Json:
    from coterie.tests.front_door import heartbeat_body

    return heartbeat_body(rooms)


def test_what_a_row_says(console: Console) -> None:
    rooms_of_all_states(console)
    page = console.text("rooms/room/")
    found = {row.split(" ")[0]: row for row in rows(page)}
    ids = {room.name: str(room.pk)[:8] for room in Room.objects.all()}
    assert found["Live"] == f"Live {ids['Live']} live 1 of 50 12 kB 1,234 go public just now"
    assert found["Empty"].startswith(f"Empty {ids['Empty']} empty 0 of 50 – – plaintext password")
    assert "closing soon" in found["Closing"]
    # Open ones first.
    assert [row.split(" ")[0] for row in rows(page)][-2:] == ["deleted", "deleted"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("state=live", {"Live"}),
        ("state=empty", {"Empty"}),
        ("state=closing", {"Closing"}),
        ("access=public", {"Live"}),
        ("access=password", {"Empty"}),
        ("access=open", {"Live", "Closing"}),
        ("access=locked", set()),
        ("access=replaced", set()),
        ("language=go", {"Live"}),
        ("retention__exact=keep", {"Empty"}),
        ("q=losin", {"Closing"}),
        ("q=nothing", set()),
        ("state=nonsense", {"Live", "Empty", "Closing", "deleted"}),
    ],
)
def test_is_narrowed(console: Console, query: str, expected: set[str]) -> None:
    rooms_of_all_states(console)
    assert names(console.text(f"rooms/room/?{query}")) == expected


@pytest.mark.parametrize(("state", "word"), [("closed", "closed"), ("purging", "purging")])
def test_tombstones_are_told_apart(console: Console, state: str, word: str) -> None:
    rooms_of_all_states(console)
    [row] = rows(console.text(f"rooms/room/?state={state}"))
    assert word in row.split(" ")


def test_is_found_by_its_id(console: Console) -> None:
    console.create(name="Other")
    room = console.create(name="Wanted")
    assert names(console.text(f"rooms/room/?q={room['id']}")) == {"Wanted"}


def test_asks_no_more_for_more_rooms(console: Console) -> None:
    def asked() -> dict[str, int]:
        counts = {}
        for path in ("rooms/room/", "rooms/roomuser/", "analytics/sessionanalytics/", ""):
            with CaptureQueriesContext(connection) as queries:
                console.text(path)
            counts[path] = len(queries)
        return counts

    def fill(count: int) -> None:
        for _ in range(count):
            room = console.create()
            console.join(room, "Ada")
            console.join(room, "Bob")

    fill(2)
    few = asked()
    fill(10)
    assert asked() == few
    assert max(few.values()) < 20


def test_what_is_set_is_written_alone_and_told_to_nodes(
    console: Console, committed: Committed
) -> None:
    room = console.create(name="Before")
    console.join(room)
    page = f"rooms/room/{room['id']}/change/"
    before: Json = dict(Room.objects.values().get())
    fields = {**FIELDS, "name": "  After\u202e ", "locked": "on", "viewers_talk": ""}
    pokes = committed(lambda: console.form(page, **{k: v for k, v in fields.items() if v}))
    assert pokes == 1
    after: Json = dict(Room.objects.values().get())
    changed = {name: value for name, value in after.items() if before[name] != value}
    assert changed == {"name": "After", "locked": True, "viewers_talk": False}


@pytest.mark.parametrize("fields", [{"name": "\u202e"}, {"max_participants": 0}, {"ai_mode": "x"}])
def test_what_cannot_be_is_refused(console: Console, fields: Json) -> None:
    room = console.create(name="Before")
    answer = console.form(f"rooms/room/{room['id']}/change/", **{**FIELDS, **fields})
    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()
    assert Room.objects.get().name == "Before"


def test_what_others_decide_cannot_be_set(console: Console) -> None:
    room = console.create(name="Katas")
    before = Room.objects.values().get()
    wanted = {
        "epoch": "x",
        "is_active": "",
        "owner_key_hash": "x",
        "language": "x",
        "retention": "x",
    }
    console.form(f"rooms/room/{room['id']}/change/", **FIELDS, **wanted)
    assert Room.objects.values().get() == before


def test_a_closed_room_is_only_looked_at(console: Console) -> None:
    room = console.create()
    console.delete(room_path(room), room["owner_key"])
    path = f"rooms/room/{room['id']}/change/"
    page = console.text(path)
    assert 'name="_save"' not in page
    assert re.findall(r'name="action" value="(\w+)"', page) == ["purge"]
    assert console.form(path, **FIELDS).status_code == 403


def test_the_page_of_a_room(console: Console) -> None:
    room = console.create(name="Katas")
    ada = console.join(room, "Ada Lovelace")
    console.heartbeat({room["id"]: {"c1": ada["user_id"]}}, edits={room["id"]: 7})
    Room.objects.update(last_code_snapshot="print('hi')\n" + "x" * 30_000)
    page = console.text(f"rooms/room/{room['id']}/change/")
    for words in (
        "Ada Lovelace",
        "7 edits",
        "print(&#x27;hi&#x27;)",
        "As a table",
        "Revoke all links",
    ):
        assert words in page
    assert len(page) < 60_000
    assert page.count('<svg class="chart-bars') == 2


def test_an_onlooker_can_do_nothing(console: Console, onlooker: Console) -> None:
    room = console.create(name="Katas")
    page = onlooker.text(f"rooms/room/{room['id']}/change/")
    assert 'name="_save"' not in page
    assert re.findall(r'name="action" value="(\w+)"', page) == []
    assert onlooker.form(f"rooms/room/{room['id']}/change/", **FIELDS).status_code == 403
    for action in ("close", "extend", "purge", "revoke_links", "unlist"):
        onlooker.act(action, room["id"])
    stored = Room.objects.get()
    assert stored.is_active
    assert not stored.link_closed


def test_ten_thousand_rooms(console: Console) -> None:
    """In processor time, which a busy machine does not lengthen: each took under 0.1 s."""
    now = console.clock.now()
    made = Room.objects.bulk_create(
        (
            Room(
                name=f"Room {number}",
                language="python",
                created_at=now - timedelta(minutes=number),
                last_activity_at=now - timedelta(seconds=number),
                last_code_snapshot="x" * 1_000,
            )
            for number in range(10_000)
        ),
        batch_size=1_000,
    )
    rows = (SessionAnalytics(room=room, started_at=now, total_edits=1) for room in made)
    SessionAnalytics.objects.bulk_create(rows, batch_size=1_000)
    hours = (
        ActivityBucket(
            room=room, span=Span.HOUR, start=now - timedelta(hours=number % 160), edits=1
        )
        for number, room in enumerate(made)
    )
    ActivityBucket.objects.bulk_create(hours, batch_size=1_000)
    for path in (
        "rooms/room/",
        "rooms/room/?state=empty",
        "rooms/room/?q=99",
        "rooms/room/?p=150",
        "",
    ):
        started = time.process_time()
        with CaptureQueriesContext(connection) as queries:
            page = console.text(path)
        assert time.process_time() - started < 1
        assert len(queries) < 20
        assert len(page) < 200_000
