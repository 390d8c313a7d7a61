"""`last_code_snapshot` and `language` follow the documents of rooms that were edited."""

import itertools
import threading
import time

import pytest
from pytest_django.fixtures import Settings

from coterie.files.limits import (
    MAX_SNAPSHOT_BYTES,
    RETRY_FIRST,
    RETRY_MOST,
    SNAPSHOT_EVERY,
)
from coterie.files.models import RoomSnapshot
from coterie.files.snapshots import retry_time, rooms_due, snapshots_take
from coterie.files.tests.conftest import MAIN
from coterie.files.tests.node import Node
from coterie.rooms.models import Room
from coterie.sweep import sweeping
from coterie.tests.front_door import Clock, FrontDoor, heartbeat_body, room_path

WAIT_SECONDS = 10
numbers = itertools.count()


def edited(door: FrontDoor, room: str, edits: int = 1) -> None:
    """Says a node that tells no files; each time another one, since one counts once."""
    node = f"editing-{next(numbers)}"
    door.beat(heartbeat_body({room: {}}, edits={room: edits}, node=node, address=""))


def heard(door: FrontDoor, node: Node) -> None:
    """After a while a node has to be heard of again."""
    door.beat(heartbeat_body({}, node=f"files-{next(numbers)}", address=node.address))


def take(door: FrontDoor) -> int:
    return snapshots_take(now=door.clock.now())


def test_text_and_language_follow_the_document(door: FrontDoor, node: Node) -> None:
    room = door.create(language="go")["id"]
    node.tells(
        [
            {"id": "main", "path": "app.py", "language": "python", "text": "import café\n"},
            {"id": "b", "path": "b.py", "language": "python", "text": "pass\n"},
        ]
    )
    edited(door, room, 7)
    assert take(door) == 1
    stored = Room.objects.get()
    assert (stored.last_code_snapshot, stored.language) == ("import café\n", "python")
    snapshot = RoomSnapshot.objects.get()
    assert (snapshot.edits, snapshot.size_bytes, snapshot.file_count) == (7, 18, 2)
    assert snapshot.failures == 0


def test_a_file_without_an_entry_says_nothing_of_the_language(door: FrontDoor, node: Node) -> None:
    """[FI2]"""
    room = door.create(language="go")["id"]
    node.tells([MAIN])
    edited(door, room)
    take(door)
    assert Room.objects.get().language == "go"


@pytest.mark.parametrize("language", ["<b>", "x" * 33, "Ru\u202eby", "a b"])
def test_a_language_that_is_none_is_not_taken(door: FrontDoor, node: Node, language: str) -> None:
    room = door.create(language="go")["id"]
    node.tells([{**MAIN, "path": "a", "language": language}])
    edited(door, room)
    assert take(door) == 1
    assert Room.objects.get().language == "go"


def test_is_bounded_and_fit_for_every_database(door: FrontDoor, node: Node) -> None:
    room = door.create()["id"]
    node.tells([{**MAIN, "text": "\0" + "é" * MAX_SNAPSHOT_BYTES}])
    edited(door, room)
    take(door)
    text = Room.objects.get().last_code_snapshot
    assert text.startswith("\ufffdé")
    assert MAX_SNAPSHOT_BYTES - 2 <= len(text.encode()) <= MAX_SNAPSHOT_BYTES


def test_only_what_was_edited_is_read(door: FrontDoor, node: Node) -> None:
    door.create()
    room = door.create()["id"]
    assert take(door) == 0
    edited(door, room)
    assert take(door) == 1
    door.clock.advance(SNAPSHOT_EVERY.total_seconds())
    heard(door, node)
    assert take(door) == 0
    assert len(node.asked) == 1


def test_a_busy_room_is_read_now_and_then(door: FrontDoor, node: Node) -> None:
    """[FI7]"""
    room = door.create()["id"]
    edited(door, room)
    take(door)
    node.tells([{**MAIN, "text": "later\n"}])
    edited(door, room)
    assert take(door) == 0
    door.clock.advance(SNAPSHOT_EVERY.total_seconds())
    heard(door, node)
    assert take(door) == 1
    assert Room.objects.get().last_code_snapshot == "later\n"


def test_who_waits_longest_comes_first(door: FrontDoor, node: Node) -> None:
    first, second, new = (door.create()["id"] for _ in range(3))
    for room in (second, first):
        edited(door, room)
    take(door)
    RoomSnapshot.objects.filter(room=first).update(due_at=door.clock.now())
    for room in (first, second, new):
        edited(door, room)
    later = door.clock.now() + SNAPSHOT_EVERY
    assert [str(room.pk) for room in rooms_due(now=later)] == [new, first, second]


def test_a_document_that_cannot_be_read_is_tried_less_and_less(door: FrontDoor, node: Node) -> None:
    """[FI7]"""
    room = door.create()["id"]
    edited(door, room)
    node.status = 503
    assert take(door) == 0
    assert take(door) == 0
    assert len(node.asked) == 1
    door.clock.advance(RETRY_FIRST.total_seconds())
    heard(door, node)
    assert take(door) == 0
    assert RoomSnapshot.objects.get().failures == 2
    node.status = 200
    door.clock.advance(RETRY_FIRST.total_seconds())
    heard(door, node)
    assert take(door) == 0
    door.clock.advance(RETRY_FIRST.total_seconds())
    heard(door, node)
    assert take(door) == 1
    assert RoomSnapshot.objects.get().failures == 0
    assert retry_time(1) == 2 * RETRY_FIRST
    assert retry_time(40_000) == RETRY_MOST


def test_without_any_node_nothing_fails(door: FrontDoor) -> None:
    room = door.create()["id"]
    edited(door, room)
    assert take(door) == 0
    assert not RoomSnapshot.objects.exists()


@pytest.mark.parametrize("change", ["deleted", "reset"])
def test_a_room_that_went_meanwhile_keeps_nothing(door: FrontDoor, node: Node, change: str) -> None:
    room = door.create()
    edited(door, room["id"])

    def meanwhile() -> bool:
        # Asked before each room, when it is known which are due.
        if change == "deleted":
            door.delete(room_path(room), room["owner_key"])
        else:
            Room.objects.update(epoch="another")
        return False

    snapshots_take(now=door.clock.now(), stopping=meanwhile)
    assert len(node.asked) == 1
    assert Room.objects.get().last_code_snapshot == ""
    assert not RoomSnapshot.objects.exists()


def test_a_pass_ends_when_the_server_does(door: FrontDoor, node: Node) -> None:
    edited(door, door.create()["id"])
    assert snapshots_take(now=door.clock.now(), stopping=lambda: True) == 0
    assert node.asked == []


def test_rooms_are_read_without_their_snapshots(door: FrontDoor) -> None:
    """Heartbeats read many of them, every ten seconds."""
    room = door.create()["id"]
    assert Room.objects.get(pk=room).get_deferred_fields() == {"last_code_snapshot"}


@pytest.mark.django_db(transaction=True)
def test_the_sweep_of_one_process_takes_them(clock: Clock, settings: Settings) -> None:
    settings.SWEEP_SECONDS = 0.01
    door = FrontDoor(clock)
    node = Node(clock, [MAIN])
    try:
        room = door.create()["id"]
        door.beat(heartbeat_body({}, address=node.address, node="files"))
        edited(door, room)
        end = time.monotonic() + WAIT_SECONDS
        with sweeping():
            while not Room.objects.filter(last_code_snapshot=MAIN["text"]).exists():
                assert time.monotonic() < end
    finally:
        node.close()
    assert "snapshots" not in {thread.name for thread in threading.enumerate()}
