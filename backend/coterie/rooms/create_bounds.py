"""How often rooms may be made from one address."""

from datetime import datetime

from django.conf import settings

from coterie.quotas.calls import Bound, call_take
from coterie.quotas.quota import Quota

PER_SECONDS = 600


def creates_bound(*, address: str, now: datetime) -> None:
    """
    Raises:
        TooMany: of late, too many were made from there.
    """
    quota = Quota(settings.ROOMS_PER_ADDRESS, PER_SECONDS)
    call_take(Bound("create", "address", address, quota), now=now)
