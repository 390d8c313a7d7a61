"""Leave and be forgotten: what a room knows of a participant goes at the participant's wish."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Coalesce

from coterie.presence.leases import leases_end
from coterie.presence.services import participant_of
from coterie.rooms.capabilities import RESUME_KEY_PREFIX, capability_hash, capability_make
from coterie.rooms.changes import rooms_changed
from coterie.rooms.models import RoomUser
from coterie.rooms.selectors import room_lock
from coterie.rooms.tokens import room_token_verify


@transaction.atomic
def participant_forget(*, room_id: str, token: str, now: datetime) -> None:
    """Name, key and leases go, and open sockets close; the row stays for the counters.

    Somebody who was removed may wish it too, and it may be wished twice.
    """
    claims = room_token_verify(
        token=token, room_id=room_id, public_keys=settings.ROOM_TOKEN_PUBLIC_KEYS, now=now
    )
    participant = participant_of(room=room_lock(room_id=room_id, now=now), user_id=claims.sub)
    leases_end(participant=participant, now=now, keep_join=False)
    RoomUser.objects.filter(pk=participant.pk).update(
        username="",
        invite=None,
        # Of a key that nobody has: the constraint wants each to differ.
        resume_key_hash=capability_hash(capability_make(RESUME_KEY_PREFIX)),
        left_at=Coalesce("left_at", now),
        # Heartbeats name it while one of its tokens may be good [HB2].
        removed_at=Coalesce("removed_at", now),
    )
    rooms_changed()
