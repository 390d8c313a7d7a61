"""What an operator does to rooms: asked once more, felt on open sockets, and in the log."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry

from coterie.ai.models import AiUsage
from coterie.analytics.models import SessionAnalytics
from coterie.console.confirming import ROWS_PER_PART
from coterie.console.tests.conftest import Console
from coterie.rooms.models import Room, RoomUser
from coterie.tests.front_door import (
    Committed,
    heartbeat_body,
    json_of,
    problem_of,
    room_path,
)

Json = dict[str, Any]


def join(console: Console, room: Json, **body: object) -> Any:
    return console.post(f"{room_path(room)}join/", {"username": "Eve", **body})


@pytest.mark.parametrize("action", ["close", "revoke_links", "purge"])
def test_what_cannot_be_taken_back_is_asked_once_more(console: Console, action: str) -> None:
    rooms = [console.create(name=name) for name in ("First", "Second")]
    before = list(Room.objects.order_by("pk").values())
    answer = console.act(action, *(room["id"] for room in rooms), confirmed=False)
    page = answer.content.decode()
    assert "2 rooms" in page
    assert "First" in page
    assert "Second" in page
    assert list(Room.objects.order_by("pk").values()) == before


def test_closes_as_an_owner_would(console: Console, committed: Committed) -> None:
    room, other = console.create(name="Private plans"), console.create()
    ada = console.join(room, "Ada")["user_id"]
    assert committed(lambda: console.act("close", room["id"])) == 1
    answer = console.heartbeat({room["id"]: {"c1": ada}})
    assert answer[room["id"]]["state"] == "deleted"
    problem_of(join(console, room), 410, "room-deleted")
    stored = Room.objects.get(pk=room["id"])
    assert (stored.name, stored.owner_key_hash, RoomUser.objects.get().username) == ("", "", "")
    assert join(console, other).status_code == 200
    # Who did what, and nobody's name.
    entry = LogEntry.objects.get()
    assert (entry.object_id, entry.change_message) == (room["id"], "Closed.")
    assert "Private" not in entry.object_repr


def test_extends(console: Console) -> None:
    room = console.create()
    console.clock.advance(1_000)
    console.act("extend", room["id"])
    assert Room.objects.get().last_activity_at == console.clock.now()


def test_takes_off_the_list(console: Console) -> None:
    public, unlisted = console.create(visibility="public"), console.create()
    console.act("unlist", public["id"], unlisted["id"])
    assert json_of(console.get("/api/rooms/"))["results"] == []
    assert join(console, public).status_code == 200
    assert LogEntry.objects.get().object_id == public["id"]


def test_revokes_every_link_and_puts_nobody_out(console: Console) -> None:
    room = console.create()
    made = console.post(f"{room_path(room)}links/", {"role": "viewer"}, room["owner_key"])
    key = json_of(made, 201)["link_key"]
    ada = console.join(room, "Ada")
    console.act("revoke_links", room["id"])
    problem_of(join(console, room), 403, "link-closed")
    problem_of(join(console, room, key=key), 403, "link-closed")
    console.join(room, "Ada", resume_key=ada["resume_key"])
    assert console.users(room) == ["Ada"]
    # The owner is not locked out.
    answer = console.post(f"{room_path(room)}link/", {}, room["owner_key"])
    assert join(console, room, key=json_of(answer)["link_key"]).status_code == 200


def test_purges_what_is_left_once_the_document_is_gone(
    console: Console, committed: Committed
) -> None:
    room, active = console.create(), console.create()
    ada = console.join(room)["user_id"]
    console.heartbeat({room["id"]: {"c1": ada}}, edits={room["id"]: 3})
    AiUsage.objects.create(room_id=room["id"], day=console.clock.now().date(), engine="local")
    console.delete(room_path(room), room["owner_key"])
    # The document may still be there: nodes are asked again, and the row stays.
    assert committed(lambda: console.act("purge", room["id"], active["id"])) == 1
    assert Room.objects.count() == 2
    purge = heartbeat_body({}, sequence=2, purged=[room["id"]])
    console.beat(purge)
    console.act("purge", room["id"], active["id"])
    assert [str(left.pk) for left in Room.objects.all()] == [active["id"]]
    assert not RoomUser.objects.exists()
    assert not AiUsage.objects.exists()
    assert not SessionAnalytics.objects.exists()
    problem_of(join(console, room), 404, "room-not-found")


def test_all_that_a_filter_shows_at_once(console: Console) -> None:
    """In parts, each in its own transaction; what the filter leaves out stays."""
    for _ in range(ROWS_PER_PART + 5):
        console.create(language="go")
    console.create(language="python")
    fields = {"action": "close", "index": 0, "select_across": 1, "confirmed": "yes"}
    first = str(Room.objects.filter(language="go").first().pk)  # type: ignore[union-attr]
    console.form("rooms/room/?language=go", **fields, _selected_action=first)
    assert [room.language for room in Room.objects.filter(is_active=True)] == ["python"]
    assert LogEntry.objects.count() == ROWS_PER_PART + 5
