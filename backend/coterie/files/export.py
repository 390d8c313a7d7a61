"""A ZIP of a room's files, for whoever may read the room."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import NamedTuple

from asgiref.sync import sync_to_async

from coterie.config import clock
from coterie.files.archive import Plan
from coterie.files.archiver import ArchiveFailed, archive
from coterie.files.errors import ExportUnavailable, TooManyExports
from coterie.files.limits import EXPORT_FILES_SECONDS, MAX_EXPORTS
from coterie.files.paths import folder_safe
from coterie.files.room_files import node_addresses, room_files_json
from coterie.quotas.quota import Quota
from coterie.quotas.services import quota_take
from coterie.rooms.callers import ability_require
from coterie.rooms.models import Room
from coterie.rooms.selectors import room_get

log = logging.getLogger(__name__)

# A person presses the button again now and then; a program that wants to follow a room has Yjs.
EXPORTS_PER_ROOM = Quota(capacity=20, per_seconds=600)

# Only the event loop counts.
_under_way = 0


class Export(NamedTuple):
    # With its ending.
    file_name: str
    content: bytes


class _Admitted(NamedTuple):
    room: Room
    addresses: list[str]


async def room_export(*, room_id: str, bearer: str | None) -> Export:
    now = clock.now()
    room, addresses = await sync_to_async(_admit)(room_id, bearer, now)
    with _slot():
        answer = await room_files_json(room=room, addresses=addresses, seconds=EXPORT_FILES_SECONDS)
        if answer is None:
            raise ExportUnavailable
        try:
            content = await archive(_plan(room, now), answer)
        except ArchiveFailed as error:
            log.warning("room %s: no ZIP could be made: %s", room.pk, error)
            raise ExportUnavailable from error
    return Export(f"{folder_safe(room.name)}.zip", content)


def _admit(room_id: str, bearer: str | None, now: datetime) -> _Admitted:
    room = room_get(room_id=room_id, now=now)
    ability_require(ability="export", room=room, bearer=bearer, now=now)
    refusal = quota_take(key=f"export:{room.pk}", quota=EXPORTS_PER_ROOM, now=now)
    if refusal is not None:
        raise TooManyExports(refusal.wait_seconds)
    return _Admitted(room, node_addresses(room=room, now=now))


def _plan(room: Room, now: datetime) -> Plan:
    time = now.astimezone(UTC)
    date = (time.year, time.month, time.day, time.hour, time.minute, time.second)
    return Plan(folder=room.name, language=room.language, date=date)


@contextmanager
def _slot() -> Iterator[None]:
    """One of few: each holds a whole room and its ZIP in memory."""
    global _under_way  # noqa: PLW0603
    if _under_way >= MAX_EXPORTS:
        raise ExportUnavailable("Too many exports are under way.")
    _under_way += 1
    try:
        yield
    finally:
        _under_way -= 1
