"""Reads who is in a room, from live leases alone."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet

from coterie.presence.models import Lease
from coterie.rooms.models import RoomUser


def participants_present(*, room_id: UUID, now: datetime) -> QuerySet[RoomUser]:
    live = Lease.objects.filter(participant=OuterRef("pk"), expires_at__gt=now)
    present = RoomUser.objects.filter(Exists(live), room=room_id)
    return present.order_by("joined_at", "pk")


def present_counts(*, room_ids: Iterable[UUID], now: datetime) -> dict[UUID, int]:
    """People, not connections: two tabs of one participant are one."""
    live = Lease.objects.filter(room__in=room_ids, expires_at__gt=now)
    counts = live.values_list("room").annotate(people=Count("participant", distinct=True))
    return dict(counts.order_by())
