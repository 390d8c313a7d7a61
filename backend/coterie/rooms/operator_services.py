"""What the operator does to rooms, without their owners' keys; several at once, in one transaction.

Who calls it bounds how many. `rooms_delete` is beside `room_delete`.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from coterie.rooms.changes import rooms_changed
from coterie.rooms.models import Room, Visibility


@transaction.atomic
def room_change(*, room_id: UUID, changes: Mapping[str, object]) -> bool:
    """Whether the room was still active. Nothing but these columns is written."""
    room = Room.objects.select_for_update(no_key=True).filter(pk=room_id, is_active=True)
    if not room.exists():
        return False
    room.update(**changes)
    rooms_changed()
    return True


@transaction.atomic
def rooms_extend(*, room_ids: Collection[UUID], now: datetime) -> int:
    """Starts their time anew; says how many were active."""
    extended = Room.objects.filter(pk__in=room_ids, is_active=True).update(last_activity_at=now)
    rooms_changed()
    return extended


def rooms_unlist(*, room_ids: Collection[UUID]) -> int:
    """Takes public rooms off the list; who has the link still gets in."""
    public = Room.objects.filter(pk__in=room_ids, is_active=True, visibility=Visibility.PUBLIC)
    return public.update(visibility=Visibility.UNLISTED)


@transaction.atomic
def rooms_erase(*, room_ids: Collection[UUID]) -> int:
    """Deletes the rows of deleted rooms, counters and all; says how many.

    Only of those whose documents are known to be gone: without its row nobody would ever purge a
    document.
    """
    gone = Room.objects.filter(pk__in=room_ids, is_active=False, purged_at__isnull=False)
    ids = list(gone.values_list("pk", flat=True))
    Room.objects.filter(pk__in=ids).delete()
    return len(ids)
