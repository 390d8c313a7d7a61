"""The STUN and TURN servers for a participant's calls, and the credential of the latter."""

import base64
import hashlib
import hmac
import logging
from datetime import datetime, timedelta
from typing import NotRequired, TypedDict

from django.conf import settings

from coterie.config.ice import IceSettings
from coterie.quotas.quota import Quota
from coterie.quotas.services import quota_take
from coterie.rooms.models import LARGEST_MAX_PARTICIPANTS, RoomUser

log = logging.getLogger(__name__)

# A client that finds no node for ten minutes joins every six seconds of them. Its credentials
# are all of one user to coturn, whose own quotas bound what that user relays.
CREDENTIALS_PER_PARTICIPANT = Quota(capacity=120, per_seconds=600)
# Newcomers alone, for each is a new user to coturn: the largest room, and all its people again
# because they lost their resume keys. Those who return have paid, and after a restart of a node
# everybody in a room does.
NEWCOMERS_PER_ROOM = Quota(capacity=2 * LARGEST_MAX_PARTICIPANTS, per_seconds=600)


class IceServer(TypedDict):
    """An entry of `RTCConfiguration.iceServers`."""

    urls: list[str]
    username: NotRequired[str]
    credential: NotRequired[str]


def ice_servers_for(
    *, participant: RoomUser, is_new: bool, with_turn: bool, now: datetime
) -> list[IceServer]:
    """All that there are; over a quota, or if not `with_turn`, those that need no credential."""
    ice = settings.ICE
    servers: list[IceServer] = []
    if ice.stun_urls:
        servers.append({"urls": list(ice.stun_urls)})
    if with_turn and ice.turn_urls and _take(participant, is_new=is_new, now=now):
        servers.append(turn_server(ice=ice, user=str(participant.pk), now=now))
    return servers


def turn_server(*, ice: IceSettings, user: str, now: datetime) -> IceServer:
    """With a credential as coturn's `use-auth-secret` wants it."""
    expires_at = now + timedelta(seconds=ice.turn_seconds)
    username = f"{int(expires_at.timestamp())}:{user}"
    digest = hmac.new(ice.turn_secret.encode(), username.encode(), hashlib.sha1).digest()
    return {
        "urls": list(ice.turn_urls),
        "username": username,
        "credential": base64.b64encode(digest).decode(),
    }


def _take(participant: RoomUser, *, is_new: bool, now: datetime) -> bool:
    # In this order for everybody, so that no two who wait for a bucket can embrace.
    buckets = [("participant", participant.pk, CREDENTIALS_PER_PARTICIPANT)]
    if is_new:
        buckets.append(("room", participant.room_id, NEWCOMERS_PER_ROOM))
    for kind, pk, quota in buckets:
        refusal = quota_take(key=f"turn:{kind}:{pk}", quota=quota, now=now)
        if refusal is not None:
            if refusal.is_first:
                # Not the room, whose id lets people in.
                log.warning(
                    "no TURN credential for participant %s: the %s quota of %d in %d s is used up",
                    participant.pk,
                    kind,
                    quota.capacity,
                    quota.per_seconds,
                )
            return False
    return True
