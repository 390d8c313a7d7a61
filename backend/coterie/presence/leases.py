"""Grants and ends leases; the caller has locked the rooms they belong to."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from coterie.presence.models import Lease, RealtimeNode
from coterie.rooms.models import Room, RoomUser

T = TypeVar("T")

# Four heartbeats may be lost before somebody who is there stops counting.
LEASE_TIME = timedelta(seconds=45)
# SQLite bounds the parameters of one statement.
ROWS_PER_STATEMENT = 500
# What one call clears up; the next one goes on.
MAX_EXPIRED_PER_CALL = 500


def lease_grant_to_join(*, participant: RoomUser, now: datetime) -> None:
    Lease.objects.update_or_create(
        participant=participant,
        node=None,
        defaults={"room_id": participant.room_id, "expires_at": now + LEASE_TIME},
    )


def leases_replace(*, node: RealtimeNode, listed: Mapping[str, RoomUser], now: datetime) -> None:
    """Makes `listed`, by connection id, all the leases that any life of the node has."""
    kept: set[str] = set()
    ended: list[Lease] = []
    for lease in Lease.objects.filter(node__node=node.node):
        user = listed.get(lease.connection_id)
        if user and lease.node_id == node.pk and lease.participant_id == user.pk:
            kept.add(lease.connection_id)
        else:
            ended.append(lease)
    arrived = {connection: user for connection, user in listed.items() if connection not in kept}
    _leases_delete([lease.pk for lease in ended])
    # What is left are those that are kept: one statement, however many they are.
    Lease.objects.filter(node=node).update(expires_at=now + LEASE_TIME)
    _leases_grant(node, arrived, now)
    for part in _parts({user.pk for user in listed.values()}):
        RoomUser.objects.filter(pk__in=part).update(last_seen_at=now, left_at=None)
    participants_mark_left(ids={lease.participant_id for lease in ended}, now=now)
    rooms_touch(ids={lease.room_id for lease in ended if lease.expires_at > now}, now=now)


def leases_end(*, participant: RoomUser, now: datetime, keep_join: bool) -> None:
    leases = Lease.objects.filter(participant=participant)
    if keep_join:
        leases = leases.exclude(node=None)
    if leases.filter(expires_at__gt=now).exists():
        rooms_touch(ids={participant.room_id}, now=now)
    leases.delete()
    participants_mark_left(ids={participant.pk}, now=now)


def rooms_touch(*, ids: Collection[UUID], now: datetime) -> None:
    """Somebody was there until now: a room's time runs from the last one's going."""
    for part in _parts(ids):
        Room.objects.filter(pk__in=part, is_active=True).update(last_activity_at=now)


def leases_clear_expired(*, now: datetime) -> None:
    """Tidies up after nodes that fell silent; nobody counts expired leases meanwhile."""
    with transaction.atomic():
        expired = Lease.objects.filter(expires_at__lte=now).order_by("expires_at")
        rooms = {lease.room_id for lease in expired[:MAX_EXPIRED_PER_CALL]}
        if not rooms:
            return
        # A room that is busy just now is left to the next call: waiting could deadlock.
        locked = Room.objects.select_for_update(no_key=True, skip_locked=True)
        locked_ids = set(locked.filter(pk__in=rooms).values_list("pk", flat=True))
        ended = list(expired.filter(room__in=locked_ids)[:MAX_EXPIRED_PER_CALL])
        _leases_delete([lease.pk for lease in ended])
        participants_mark_left(ids={lease.participant_id for lease in ended}, now=now)


def participants_mark_left(*, ids: Collection[UUID], now: datetime) -> None:
    """Those of them who have no lease any more."""
    live = Lease.objects.filter(participant=OuterRef("pk"), expires_at__gt=now)
    for part in _parts(ids):
        gone = RoomUser.objects.filter(~Exists(live), pk__in=part, left_at=None)
        gone.update(left_at=now)


def _leases_grant(node: RealtimeNode, arrived: Mapping[str, RoomUser], now: datetime) -> None:
    # A connection stands in for the join that it came from.
    for part in _parts({user.pk for user in arrived.values()}):
        Lease.objects.filter(node=None, participant__in=part).delete()
    Lease.objects.bulk_create(
        [
            Lease(
                room_id=user.room_id,
                participant=user,
                node=node,
                connection_id=connection,
                expires_at=now + LEASE_TIME,
            )
            for connection, user in arrived.items()
        ],
        batch_size=ROWS_PER_STATEMENT,
    )


def _leases_delete(ids: Collection[int]) -> None:
    for part in _parts(ids):
        Lease.objects.filter(pk__in=part).delete()


def _parts(items: Collection[T]) -> list[list[T]]:
    rows = list(items)
    return [rows[at : at + ROWS_PER_STATEMENT] for at in range(0, len(rows), ROWS_PER_STATEMENT)]
