"""Writes of rooms themselves. Who enters and leaves them is `presence`'s."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from coterie.rooms.callers import editor_require, owner_require
from coterie.rooms.capabilities import OWNER_KEY_PREFIX, capability_hash, capability_make
from coterie.rooms.changes import rooms_changed
from coterie.rooms.models import (
    DEFAULT_MAX_PARTICIPANTS,
    AiMode,
    LinkRole,
    Room,
    RoomUser,
    Visibility,
)
from coterie.rooms.selectors import room_lock, rooms_expired

# What one transaction of a sweep deletes: others wait for it, on SQLite all who write.
ROOMS_PER_SWEEP = 100


class RoomCreated(NamedTuple):
    room: Room
    # Shown to the creator and never again.
    owner_key: str


def room_create(
    *,
    name: str,
    language: str,
    now: datetime,
    visibility: str = Visibility.UNLISTED,
    link_role: str = LinkRole.EDITOR,
    viewers_talk: bool = True,
    ai_mode: str = AiMode.AS_YOU_TYPE,
    max_participants: int = DEFAULT_MAX_PARTICIPANTS,
) -> RoomCreated:
    owner_key = capability_make(OWNER_KEY_PREFIX)
    room = Room.objects.create(
        name=name,
        language=language,
        visibility=visibility,
        link_role=link_role,
        viewers_talk=viewers_talk,
        ai_mode=ai_mode,
        max_participants=max_participants,
        owner_key_hash=capability_hash(owner_key),
        created_at=now,
        last_activity_at=now,
    )
    return RoomCreated(room, owner_key)


@transaction.atomic
def room_update(
    *, room_id: str, bearer: str | None, changes: Mapping[str, object], now: datetime
) -> Room:
    """The language is the document's, so who edits that may have it copied here."""
    room = room_lock(room_id=room_id, now=now)
    require = editor_require if set(changes) == {"language"} else owner_require
    require(room=room, bearer=bearer, now=now)
    viewers_talked = room.viewers_talk
    for field, value in changes.items():
        setattr(room, field, value)
    room.save(update_fields=changes)
    if room.viewers_talk != viewers_talked:
        rooms_changed()
    return room


@transaction.atomic
def room_extend(*, room_id: str, bearer: str | None, now: datetime) -> Room:
    room = room_lock(room_id=room_id, now=now)
    owner_require(room=room, bearer=bearer, now=now)
    room.last_activity_at = now
    room.save(update_fields=["last_activity_at"])
    rooms_changed()
    return room


@transaction.atomic
def room_delete(*, room_id: str, bearer: str | None, now: datetime) -> None:
    room = room_lock(room_id=room_id, now=now)
    owner_require(room=room, bearer=bearer, now=now)
    Room.objects.filter(pk=room.pk).update(**_tombstone(now))
    _forget([room.pk], now)


def rooms_expire(*, now: datetime) -> int:
    """Deletes the rooms whose time is over and says how many; for any thread, and several."""
    deleted = 0
    while True:
        found, gone = _expire_some(now)
        deleted += gone
        # Those that were found and not deleted would be found again.
        if gone < found or found < ROOMS_PER_SWEEP:
            return deleted


@transaction.atomic
def _expire_some(now: datetime) -> tuple[int, int]:
    # A room that somebody has locked is just being entered, or swept by another.
    free = rooms_expired(now=now).select_for_update(no_key=True, skip_locked=True)
    found = list(free.values_list("pk", flat=True)[:ROOMS_PER_SWEEP])
    # Asked again now that they are locked: a join may have ended between query and lock.
    rooms_expired(now=now).filter(pk__in=found).update(**_tombstone(now))
    gone = list(Room.objects.filter(pk__in=found, is_active=False).values_list("pk", flat=True))
    _forget(gone, now)
    return len(found), len(gone)


def _tombstone(now: datetime) -> dict[str, object]:
    return {"is_active": False, "deleted_at": now, "name": "", "last_code_snapshot": ""}


def _forget(room_ids: Collection[UUID], now: datetime) -> None:
    """What deleted rooms knew of people; the counters stay."""
    if not room_ids:
        return
    people = RoomUser.objects.filter(room__in=room_ids)
    people.update(username="", left_at=Coalesce(F("left_at"), now))
    for room in Room.objects.filter(pk__in=room_ids, leases__isnull=False).distinct():
        room.leases.all().delete()
    rooms_changed()
