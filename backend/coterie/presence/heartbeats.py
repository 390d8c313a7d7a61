"""Applies what a realtime node reports, and answers the state that its rooms should have."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from coterie.analytics.services import analytics_add
from coterie.analytics.tally import Tally
from coterie.presence.heartbeat_body import Heartbeat, uuids
from coterie.presence.leases import leases_clear_expired, leases_replace, rooms_touch
from coterie.presence.models import Lease, RealtimeNode
from coterie.rooms.models import Room, RoomUser
from coterie.rooms.selectors import participant_counts, room_closing_at
from coterie.rooms.tokens import LIFETIME

# How late a former life's counters may still come; then its row goes.
FORMER_LIFE_KEPT = timedelta(days=1)

# [HB8] From when on a room says that its end is near.
CLOSING_WARNING = timedelta(minutes=5)
# [HB7]
MAX_PURGE = 100
# Removed people are named, connected or not, until the last of their tokens is long void.
REMOVED_TOLD = 2 * LIFETIME

Rooms = dict[str, Room]
Participants = dict[str, RoomUser]

UNKNOWN: dict[str, Any] = {
    "state": "unknown",
    "epoch": "",
    "roles": {},
    "removed": [],
    "crowded": [],
    "closing_at": None,
    "viewers_talk": True,
    "viewers_chat": True,
}


def heartbeat_apply(*, heartbeat: Heartbeat, now: datetime) -> dict[str, Any]:
    """The answer is the whole state, never a command: a lost one is made good by the next."""
    leases_clear_expired(now=now)
    return _apply(heartbeat, now)


@transaction.atomic
def _apply(heartbeat: Heartbeat, now: datetime) -> dict[str, Any]:
    """Locks go node, then rooms in the order of their ids, so that no two can embrace."""
    node, is_current = _node_lock(heartbeat, now)
    rooms = _rooms_lock(heartbeat, node)
    participants = _participants(heartbeat, rooms)

    # One that comes a second time, or after its successor, has nothing new to count.
    is_new = heartbeat.sequence > node.last_sequence
    crowded: set[UUID] = set()
    if is_current and heartbeat.sequence >= node.last_sequence:
        listed = _live_connections(heartbeat, rooms, participants)
        caps = {room.pk: room.max_participants for room in rooms.values()}
        crowded = leases_replace(node=node, listed=listed, caps=caps, now=now)
        node.address = heartbeat.address
        node.last_seen_at = now
    present = _count(heartbeat, rooms, now, with_edits=is_new)
    _mark_purged(heartbeat, now)
    node.last_sequence = max(node.last_sequence, heartbeat.sequence)
    node.save()
    removed = _removed_lately(rooms, now)

    def desired(room_id: str, user_ids: Collection[str]) -> dict[str, Any]:
        room = rooms.get(room_id)
        if room is None:
            return UNKNOWN
        return {
            "state": "open" if room.is_active else "deleted",
            "epoch": room.epoch,
            **_people(room, user_ids, participants, removed.get(room.pk, [])),
            "crowded": sorted(set(user_ids) & {str(user) for user in crowded}),
            "closing_at": _closing_at(room, present.get(room.pk, 0), now),
            "viewers_talk": room.viewers_talk,
            "viewers_chat": room.viewers_chat,
        }

    answers = {
        room_id: desired(room_id, report.connections.values())
        for room_id, report in heartbeat.rooms.items()
    }
    return {"rooms": answers, "purge": _to_purge()}


def _node_lock(heartbeat: Heartbeat, now: datetime) -> tuple[RealtimeNode, bool]:
    """The node's life, and whether it is its newest: a dead one may still be heard late."""
    _, is_first = RealtimeNode.objects.get_or_create(
        node=heartbeat.node,
        boot=heartbeat.boot,
        defaults={"address": heartbeat.address, "started_at": now, "last_seen_at": now},
    )
    lives = RealtimeNode.objects.select_for_update().filter(node=heartbeat.node).order_by("pk")
    if is_first:
        lives.filter(last_seen_at__lt=now - FORMER_LIFE_KEPT).delete()
    by_boot = {life.boot: life for life in lives}
    mine = by_boot[heartbeat.boot]
    return mine, mine.pk == max(life.pk for life in by_boot.values())


def _rooms_lock(heartbeat: Heartbeat, node: RealtimeNode) -> Rooms:
    """The rooms that it lists, and those that it no longer lists but still has leases in."""
    held = Lease.objects.filter(node__node=node.node).values_list("room", flat=True)
    ids = {*uuids(heartbeat.rooms), *held.distinct(), *heartbeat.purged}
    locked = Room.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    return {str(room.pk): room for room in locked}


def _participants(heartbeat: Heartbeat, rooms: Rooms) -> Participants:
    """By id, those that the heartbeat lists and that a room here knows."""
    named = {
        user_id for report in heartbeat.rooms.values() for user_id in report.connections.values()
    }
    found = RoomUser.objects.filter(pk__in=uuids(named))
    return {str(user.pk): user for user in found if str(user.room_id) in rooms}


def _live_connections(
    heartbeat: Heartbeat, rooms: Rooms, participants: Participants
) -> dict[str, RoomUser]:
    return {
        connection: participants[user_id]
        for room_id, report in heartbeat.rooms.items()
        if room_id in rooms and rooms[room_id].is_active
        for connection, user_id in report.connections.items()
        if connection not in report.idle
        and user_id in participants
        and str(participants[user_id].room_id) == room_id
        and participants[user_id].removed_at is None
    }


def _count(
    heartbeat: Heartbeat, rooms: Rooms, now: datetime, *, with_edits: bool
) -> dict[UUID, int]:
    """Adds what happened; answers how many people are in each room that was reported."""
    active = {
        room.pk: heartbeat.rooms[room_id]
        for room_id, room in rooms.items()
        if room.is_active and room_id in heartbeat.rooms
    }
    present = participant_counts(room_ids=active, now=now)
    tallies = {
        room: Tally(edits=report.edits if with_edits else 0, present=present.get(room, 0))
        for room, report in active.items()
    }
    tallies = {room: tally for room, tally in tallies.items() if tally.edits or tally.present}
    analytics_add(tallies=tallies, now=now)
    rooms_touch(ids=tallies, now=now)
    # What was read with the locks may be older than what was written since.
    times = Room.objects.filter(pk__in=active).values_list("pk", "last_activity_at")
    for room_id, last_activity_at in times:
        rooms[str(room_id)].last_activity_at = last_activity_at
    return present


def _mark_purged(heartbeat: Heartbeat, now: datetime) -> None:
    """One store holds all documents, so any node's word for it will do."""
    if heartbeat.purged:
        deleted = Room.objects.filter(is_active=False, purged_at=None)
        deleted.filter(pk__in=heartbeat.purged).update(purged_at=now)


def _to_purge() -> list[str]:
    deleted = Room.objects.filter(is_active=False, purged_at=None).order_by("deleted_at", "pk")
    return [str(room) for room in deleted.values_list("pk", flat=True)[:MAX_PURGE]]


def _removed_lately(rooms: Rooms, now: datetime) -> dict[UUID, list[str]]:
    lately = RoomUser.objects.filter(
        room__in=[room.pk for room in rooms.values()], removed_at__gt=now - REMOVED_TOLD
    )
    removed: dict[UUID, list[str]] = {}
    for room, user in lately.values_list("room", "pk"):
        removed.setdefault(room, []).append(str(user))
    return removed


def _closing_at(room: Room, present: int, now: datetime) -> str | None:
    closing_at = room_closing_at(room=room, participant_count=present)
    if closing_at is None or closing_at - now > CLOSING_WARNING:
        return None
    return closing_at.isoformat().replace("+00:00", "Z")


def _people(
    room: Room, user_ids: Collection[str], participants: Participants, removed: Collection[str]
) -> dict[str, Any]:
    here = {
        user_id: participants[user_id].role
        for user_id in user_ids
        if user_id in participants
        and participants[user_id].room_id == room.pk
        and participants[user_id].removed_at is None
    }
    return {"roles": here, "removed": sorted({*removed, *user_ids} - set(here))}
