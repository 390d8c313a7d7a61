"""Grants and ends leases; the caller has locked the rooms they belong to."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from coterie.presence.models import Lease, RealtimeNode
from coterie.rooms.models import Role, Room, RoomUser

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


def leases_replace(
    *,
    node: RealtimeNode,
    listed: Mapping[str, RoomUser],
    caps: Mapping[UUID, int],
    now: datetime,
) -> set[UUID]:
    """Makes `listed`, by connection id, all the leases that any life of the node has.

    `caps` says by room how many people fit. Answers the participants who got no lease because
    their room is full.
    """
    kept: set[str] = set()
    ended: list[Lease] = []
    for lease in Lease.objects.filter(node__node=node.node):
        user = listed.get(lease.connection_id)
        is_same = user and lease.node_id == node.pk and lease.participant_id == user.pk
        # One that ran out has lost its place: it has to find one again.
        if is_same and lease.expires_at > now:
            kept.add(lease.connection_id)
        else:
            ended.append(lease)
    arrived = {connection: user for connection, user in listed.items() if connection not in kept}
    _leases_delete([lease.pk for lease in ended])
    # What is left are those that are kept: one statement, however many they are.
    Lease.objects.filter(node=node).update(expires_at=now + LEASE_TIME)
    crowded = _without_place(arrived.values(), ended, caps, now)
    placed = {connection: user for connection, user in arrived.items() if user.pk not in crowded}
    _leases_grant(node, placed, now)
    for part in _parts({user.pk for user in listed.values()} - crowded):
        RoomUser.objects.filter(pk__in=part).update(last_seen_at=now, left_at=None)
    participants_mark_left(ended=ended, now=now)
    rooms_touch(ids={lease.room_id for lease in ended if lease.expires_at > now}, now=now)
    return crowded


def leases_end(*, participant: RoomUser, now: datetime, keep_join: bool) -> None:
    leases = Lease.objects.filter(participant=participant)
    if keep_join:
        leases = leases.exclude(node=None)
    ended = list(leases)
    _leases_delete([lease.pk for lease in ended])
    if any(lease.expires_at > now for lease in ended):
        rooms_touch(ids={participant.room_id}, now=now)
    participants_mark_left(ended=ended, now=now)


def participants_put_out(*, people: QuerySet[RoomUser], room_id: UUID, now: datetime) -> None:
    """Removes people of a room, present or not; owners stay. The caller has locked the room."""
    guests = people.filter(removed_at=None).exclude(role=Role.OWNER)
    for part in _parts(list(guests.values_list("pk", flat=True))):
        leases = Lease.objects.filter(participant__in=part)
        if leases.filter(expires_at__gt=now).exists():
            rooms_touch(ids={room_id}, now=now)
        leases.delete()
        RoomUser.objects.filter(pk__in=part).update(
            removed_at=now, left_at=Coalesce(F("left_at"), now)
        )


def rooms_touch(*, ids: Collection[UUID], now: datetime) -> None:
    """Somebody was there until now: a room's time runs from the last one's going."""
    for part in _parts(ids):
        Room.objects.filter(pk__in=part, is_active=True).update(last_activity_at=now)


def leases_clear_expired(*, now: datetime) -> int:
    """Tidies up after nodes that fell silent; nobody counts expired leases meanwhile.

    Answers how many it cleared; when none, others may be left whose rooms are busy.
    """
    with transaction.atomic():
        expired = Lease.objects.filter(expires_at__lte=now).order_by("expires_at")
        rooms = {lease.room_id for lease in expired[:MAX_EXPIRED_PER_CALL]}
        if not rooms:
            return 0
        # A room that is busy just now is left to the next call: waiting could deadlock.
        locked = Room.objects.select_for_update(no_key=True, skip_locked=True)
        locked_ids = set(locked.filter(pk__in=rooms).values_list("pk", flat=True))
        ended = list(expired.filter(room__in=locked_ids)[:MAX_EXPIRED_PER_CALL])
        _leases_delete([lease.pk for lease in ended])
        participants_mark_left(ended=ended, now=now)
        return len(ended)


def leases_sweep(*, now: datetime) -> None:
    """Clears all that ran out: heartbeats do it too, but not when every node is gone."""
    while leases_clear_expired(now=now) == MAX_EXPIRED_PER_CALL:
        pass


def participants_mark_left(*, ended: Iterable[Lease], now: datetime) -> None:
    """Those who had these leases, now deleted, and have no live one any more.

    They left when the last of them ran out, however much later that is noticed.
    """
    left_at: dict[UUID, datetime] = {}
    for lease in ended:
        until = min(now, lease.expires_at)
        left_at[lease.participant_id] = max(until, left_at.get(lease.participant_id, until))
    # Leases of one node run out together, so these are few times for many people.
    by_time: defaultdict[datetime, list[UUID]] = defaultdict(list)
    for participant, time in left_at.items():
        by_time[time].append(participant)
    live = Lease.objects.filter(participant=OuterRef("pk"), expires_at__gt=now)
    for time, ids in by_time.items():
        for part in _parts(ids):
            gone = RoomUser.objects.filter(~Exists(live), pk__in=part, left_at=None)
            gone.update(left_at=time)


def _without_place(
    arrived: Iterable[RoomUser], ended: Iterable[Lease], caps: Mapping[UUID, int], now: datetime
) -> set[UUID]:
    """Who of those that came fits no more.

    A room token is good for minutes and may be used when its place was given to somebody else.
    Who was in until now keeps the place, even in a room that admits fewer by now.
    """
    places: defaultdict[UUID, set[UUID]] = defaultdict(set)
    newcomers = list(arrived)
    for part in _parts({user.room_id for user in newcomers}):
        live = Lease.objects.filter(room__in=part, expires_at__gt=now)
        for room, participant in live.values_list("room", "participant").distinct():
            places[room].add(participant)
    for lease in ended:
        if lease.expires_at > now:
            places[lease.room_id].add(lease.participant_id)
    crowded: set[UUID] = set()
    for user in newcomers:
        held = places[user.room_id]
        if user.pk in held:
            continue
        if len(held) < caps[user.room_id]:
            held.add(user.pk)
        else:
            crowded.add(user.pk)
    return crowded


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
