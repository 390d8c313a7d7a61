"""How often rooms may be entered, from one address and in one room."""

from datetime import datetime
from uuid import UUID

from django.conf import settings

from coterie.quotas.calls import Bound, call_take
from coterie.quotas.quota import Quota

PER_SECONDS = 600


def joins_bound(*, room_id: str, address: str | None, now: datetime) -> None:
    """`address` is None for a realtime node, which joins for many.

    Raises:
        TooMany: of late, too many came from there, or into this room.
    """
    bounds = []
    if address is not None:
        quota = Quota(settings.JOINS_PER_ADDRESS, PER_SECONDS)
        bounds.append(Bound("join", "address", address, quota))
    try:
        # Some write it without dashes, or large: it is one room all the same.
        room = UUID(room_id).hex
    except ValueError:
        pass  # There is no such room.
    else:
        bounds.append(Bound("join", "room", room, Quota(settings.JOINS_PER_ROOM, PER_SECONDS)))
    call_take(*bounds, now=now)
