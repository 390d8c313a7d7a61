"""Lets `last_code_snapshot` and `language` follow the documents of rooms that were edited.

The document is the truth; this copy is for operators, and for when no node answers. It is behind by
some minutes at most, and a document that cannot be read costs a try now and then.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import F, Q, QuerySet

from coterie.config import clock
from coterie.files.limits import (
    MAX_ROOMS_PER_PASS,
    MAX_SNAPSHOT_BYTES,
    PASS_SECONDS,
    RETRY_FIRST,
    RETRY_MOST,
    SNAPSHOT_EVERY,
    SNAPSHOT_FILES_SECONDS,
)
from coterie.files.models import RoomSnapshot
from coterie.files.room_files import RoomFile, node_addresses, nodes_answer, room_files
from coterie.files.text import text_cut
from coterie.rooms.languages import is_language
from coterie.rooms.models import Room

MAIN = "main"
# Long past `RETRY_MOST`.
MAX_DOUBLINGS = 16


class _Due(NamedTuple):
    room: Room
    # Counted before the document is read: what is typed meanwhile makes it due again.
    edits: int


def snapshots_take(*, now: datetime, stopping: Callable[[], bool] = lambda: False) -> int:
    """Reads the rooms that are due, one after the other, and says how many it could.

    In a thread without an event loop; several processes may do it at once, which only costs.
    """
    if not nodes_answer(now=now):
        return 0
    end = time.monotonic() + PASS_SECONDS
    taken = 0
    for due in _due(now):
        if stopping() or time.monotonic() > end:
            break
        taken += _take(due, now)
    return taken


def rooms_due(*, now: datetime) -> QuerySet[Room]:
    """Active rooms with edits that their snapshot has not seen, longest waiting first."""
    edited = Room.objects.filter(is_active=True, analytics__total_edits__gt=0)
    behind = Q(snapshot=None) | Q(
        snapshot__due_at__lte=now, snapshot__edits__lt=F("analytics__total_edits")
    )
    return edited.filter(behind).order_by(F("snapshot__due_at").asc(nulls_first=True), "pk")


def _due(now: datetime) -> list[_Due]:
    rooms = rooms_due(now=now).only("pk", "epoch", "language")
    found = rooms.annotate(edits=F("analytics__total_edits"))[:MAX_ROOMS_PER_PASS]
    return [_Due(room, room.edits) for room in found]


def _take(due: _Due, now: datetime) -> bool:
    addresses = node_addresses(room=due.room, now=now)
    files = asyncio.run(
        room_files(room=due.room, addresses=addresses, seconds=SNAPSHOT_FILES_SECONDS)
    )
    if files is None:
        _note_failure(due.room, now)
        return False
    _keep(due, files, now)
    return True


@transaction.atomic
def _keep(due: _Due, files: Sequence[RoomFile], now: datetime) -> None:
    # A room that was deleted meanwhile keeps nothing, and another life has another text.
    room = Room.objects.filter(pk=due.room.pk, is_active=True, epoch=due.room.epoch)
    main = next((file for file in files if file.id == MAIN), None)
    columns = {"last_code_snapshot": text_cut(main.text, MAX_SNAPSHOT_BYTES) if main else ""}
    if main and is_language(main.language):
        columns["language"] = main.language
    if not room.update(**columns):
        return
    RoomSnapshot.objects.update_or_create(
        room=due.room,
        defaults={
            "edits": due.edits,
            "size_bytes": sum(len(file.text.encode()) for file in files),
            "file_count": len(files),
            "taken_at": clock.now(),
            "due_at": now + SNAPSHOT_EVERY,
            "failures": 0,
        },
    )


@transaction.atomic
def _note_failure(room: Room, now: datetime) -> None:
    # Its row may just be going.
    if not Room.objects.filter(pk=room.pk).exists():
        return
    snapshot, _ = RoomSnapshot.objects.get_or_create(room=room, defaults={"due_at": now})
    snapshot.due_at = now + retry_time(snapshot.failures)
    snapshot.failures += 1
    snapshot.save(update_fields=["due_at", "failures"])


def retry_time(failures: int) -> timedelta:
    """How long to wait after one more failure than these."""
    doublings = min(failures, MAX_DOUBLINGS)
    return min(RETRY_FIRST * (1 << doublings), RETRY_MOST)
