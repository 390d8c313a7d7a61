"""Writes of rooms themselves. Who enters and leaves them is `presence`'s."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import NamedTuple, cast
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from coterie.config.retention import Retention
from coterie.rooms.abilities import abilities_to_change
from coterie.rooms.callers import ability_require
from coterie.rooms.capabilities import OWNER_KEY_PREFIX, capability_hash, capability_make
from coterie.rooms.changes import rooms_changed
from coterie.rooms.models import (
    DEFAULT_MAX_PARTICIPANTS,
    AiMode,
    InviteLink,
    LinkRole,
    Role,
    Room,
    RoomUser,
    Visibility,
)
from coterie.rooms.passwords import password_hash
from coterie.rooms.selectors import room_get, room_lock, rooms_expired

# What one transaction of a sweep deletes: others wait for it, on SQLite all who write.
ROOMS_PER_SWEEP = 100


class RoomCreated(NamedTuple):
    room: Room
    # Shown to the creator and never again.
    owner_key: str


class RoomUpdated(NamedTuple):
    room: Room
    # Whoever changed it, at that moment; nobody without a role can.
    role: Role | None


def room_create(
    *,
    name: str,
    language: str,
    now: datetime,
    visibility: str = Visibility.UNLISTED,
    link_role: str = LinkRole.EDITOR,
    viewers_talk: bool = True,
    viewers_chat: bool = True,
    ai_mode: str = AiMode.AS_YOU_TYPE,
    max_participants: int = DEFAULT_MAX_PARTICIPANTS,
    password: str | None = None,
    retention: str = Retention.DEFAULT.value,
) -> RoomCreated:
    owner_key = capability_make(OWNER_KEY_PREFIX)
    room = Room.objects.create(
        name=name,
        language=language,
        visibility=visibility,
        link_role=link_role,
        viewers_talk=viewers_talk,
        viewers_chat=viewers_chat,
        ai_mode=ai_mode,
        max_participants=max_participants,
        password_hash=password_hash(password),
        retention=retention,
        owner_key_hash=capability_hash(owner_key),
        created_at=now,
        last_activity_at=now,
    )
    return RoomCreated(room, owner_key)


def room_update(
    *, room_id: str, bearer: str | None, changes: Mapping[str, object], now: datetime
) -> RoomUpdated:
    """The language is the document's, so who edits that may have it copied here."""
    columns = dict(changes)
    if "password" in changes:
        # Before the room is locked, and only for those who may: it takes a while.
        _changes_require(room_get(room_id=room_id, now=now), bearer, changes, now)
        columns["password_hash"] = password_hash(cast("str | None", columns.pop("password")))
    with transaction.atomic():
        room = room_lock(room_id=room_id, now=now)
        role = _changes_require(room, bearer, changes, now)
        told = _told_to_nodes(room)
        for column, value in columns.items():
            setattr(room, column, value)
        room.save(update_fields=columns)
        if _told_to_nodes(room) != told:
            rooms_changed()
    return RoomUpdated(room, role)


def _changes_require(
    room: Room, bearer: str | None, changes: Mapping[str, object], now: datetime
) -> Role | None:
    role = None
    # In an order, so that of two refusals always the same one is told.
    for ability in sorted(abilities_to_change(changes)):
        role = ability_require(ability=ability, room=room, bearer=bearer, now=now)
    return role


def _told_to_nodes(room: Room) -> tuple[object, ...]:
    """What answers to heartbeats depend on, of what can be changed here."""
    return room.viewers_talk, room.viewers_chat, room.retention


@transaction.atomic
def room_extend(*, room_id: str, bearer: str | None, now: datetime) -> Room:
    room = room_lock(room_id=room_id, now=now)
    ability_require(ability="extend", room=room, bearer=bearer, now=now)
    room.last_activity_at = now
    room.save(update_fields=["last_activity_at"])
    rooms_changed()
    return room


@transaction.atomic
def room_delete(*, room_id: str, bearer: str | None, now: datetime) -> None:
    room = room_lock(room_id=room_id, now=now)
    ability_require(ability="delete", room=room, bearer=bearer, now=now)
    Room.objects.filter(pk=room.pk).update(**_tombstone(now))
    _forget([room.pk], now)


@transaction.atomic
def rooms_delete(*, room_ids: Collection[UUID], now: datetime) -> int:
    """For the operator, who needs no key; says how many there were to delete."""
    active = Room.objects.select_for_update(no_key=True).filter(pk__in=room_ids, is_active=True)
    found = list(active.order_by("pk").values_list("pk", flat=True))
    Room.objects.filter(pk__in=found).update(**_tombstone(now))
    _forget(found, now)
    return len(found)


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
    secrets = ("owner_key_hash", "link_key_hash", "password_hash", "transfer_hash")
    return {
        "is_active": False,
        "deleted_at": now,
        "name": "",
        "last_code_snapshot": "",
        **dict.fromkeys(secrets, ""),
        "transfer_expires_at": None,
    }


def _forget(room_ids: Collection[UUID], now: datetime) -> None:
    """What deleted rooms knew of people; the counters stay."""
    if not room_ids:
        return
    people = RoomUser.objects.filter(room__in=room_ids)
    people.update(username="", left_at=Coalesce(F("left_at"), now), invite=None)
    InviteLink.objects.filter(room__in=room_ids).delete()
    for room in Room.objects.filter(pk__in=room_ids, leases__isnull=False).distinct():
        room.leases.all().delete()
    rooms_changed()
