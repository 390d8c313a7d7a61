"""Reads who is in a room, from live leases alone."""

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from coterie.presence.models import Lease
from coterie.rooms.models import RoomUser


def participants_present(*, room_id: UUID, now: datetime) -> QuerySet[RoomUser]:
    live = Lease.objects.filter(participant=OuterRef("pk"), expires_at__gt=now)
    present = RoomUser.objects.filter(Exists(live), room=room_id)
    return present.order_by("joined_at", "pk")
