"""Applies what a realtime node reports, and answers the state that its rooms should have."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from coterie.analytics.services import Tally, analytics_add
from coterie.presence.heartbeat_body import Heartbeat, uuids
from coterie.presence.leases import leases_clear_expired, leases_replace
from coterie.presence.models import Lease, RealtimeNode
from coterie.presence.selectors import present_counts
from coterie.rooms.models import Room, RoomUser

# How late a former life's counters may still come; then its row goes.
FORMER_LIFE_KEPT = timedelta(days=1)

Rooms = dict[str, Room]
Participants = dict[str, RoomUser]


def heartbeat_apply(*, heartbeat: Heartbeat, now: datetime) -> dict[str, Any]:
    leases_clear_expired(now=now)
    return {"rooms": _apply(heartbeat, now)}


@transaction.atomic
def _apply(heartbeat: Heartbeat, now: datetime) -> dict[str, dict[str, Any]]:
    """Locks go node, then rooms in the order of their ids, so that no two can embrace."""
    node, is_current = _node_lock(heartbeat, now)
    rooms = _rooms_lock(heartbeat, node)
    participants = _participants(heartbeat, rooms)

    # One that comes a second time, or after its successor, has nothing new to count.
    is_new = heartbeat.sequence > node.last_sequence
    if is_current and heartbeat.sequence >= node.last_sequence:
        listed = _live_connections(heartbeat, rooms, participants)
        leases_replace(node=node, listed=listed, now=now)
        node.address = heartbeat.address
        node.last_seen_at = now
    _count(heartbeat, rooms, now, with_edits=is_new)
    node.last_sequence = max(node.last_sequence, heartbeat.sequence)
    node.save()
    return {
        room_id: _desired(rooms.get(room_id), report.connections.values(), participants)
        for room_id, report in heartbeat.rooms.items()
    }


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
    ids = {*uuids(heartbeat.rooms), *held.distinct()}
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
        if user_id in participants and str(participants[user_id].room_id) == room_id
    }


def _count(heartbeat: Heartbeat, rooms: Rooms, now: datetime, *, with_edits: bool) -> None:
    active = {
        room.pk: heartbeat.rooms[room_id]
        for room_id, room in rooms.items()
        if room.is_active and room_id in heartbeat.rooms
    }
    present = present_counts(room_ids=active, now=now)
    tallies = {
        room: Tally(edits=report.edits if with_edits else 0, present=present.get(room, 0))
        for room, report in active.items()
    }
    tallies = {room: tally for room, tally in tallies.items() if tally.edits or tally.present}
    analytics_add(tallies=tallies, now=now)
    Room.objects.filter(pk__in=tallies).update(last_activity_at=now)


def _desired(
    room: Room | None, user_ids: Collection[str], participants: Participants
) -> dict[str, Any]:
    """The whole state, never a command: a lost answer is made good by the next."""
    if room is None:
        return {"state": "unknown", "epoch": "", "roles": {}, "removed": []}
    here = {
        user_id: participants[user_id].role
        for user_id in user_ids
        if user_id in participants and participants[user_id].room_id == room.pk
    }
    return {
        "state": "open" if room.is_active else "deleted",
        "epoch": room.epoch,
        "roles": here,
        "removed": sorted(set(user_ids) - set(here)),
    }
