"""Whether a newcomer knows a room's password, with few tries for an address and for a room."""

import logging
from datetime import datetime

from django.contrib.auth.hashers import check_password

from coterie.presence.errors import PasswordTries, PasswordWrong
from coterie.quotas.quota import Quota
from coterie.quotas.services import quota_give_back, quota_take
from coterie.rooms.models import Room

log = logging.getLogger(__name__)

# Wrong ones alone count. A class behind one address may mistype together.
TRIES_PER_ADDRESS = Quota(capacity=20, per_seconds=600)
# However many addresses somebody has: six digits then last for months. Whoever was in before,
# and the owner, need no password; who spoils it for newcomers holds a link that can be replaced.
TRIES_PER_ROOM = Quota(capacity=60, per_seconds=600)


def password_prove(*, room: Room, password: str, address: str, now: datetime) -> str:
    """The hash that this password fits, which the room should still have when it is locked.

    Takes a good part of a second: call it in no transaction, or the tries would not count
    either if that failed.

    Raises:
        PasswordTries: too many were wrong of late.
        PasswordWrong: this one is.
    """
    buckets = [
        ("address", f"password:address:{address}", TRIES_PER_ADDRESS),
        ("room", f"password:room:{room.pk}", TRIES_PER_ROOM),
    ]
    # Before it is tried: of a thousand at once, no more than these many are.
    for kind, key, quota in buckets:
        refusal = quota_take(key=key, quota=quota, now=now)
        if refusal is not None:
            if refusal.is_first:
                # Neither address nor room: the one is personal, the other lets people in.
                log.warning("too many wrong passwords of one %s; more are refused", kind)
            raise PasswordTries(refusal.wait_seconds)
    if not check_password(password, room.password_hash):
        raise PasswordWrong
    for _, key, quota in buckets:
        quota_give_back(key=key, quota=quota, now=now)
    return room.password_hash
