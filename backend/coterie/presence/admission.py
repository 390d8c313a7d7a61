"""What a newcomer has to show: a link, the password, and that the room is not locked."""

from dataclasses import dataclass
from datetime import datetime

from coterie.presence.errors import PasswordRequired, RoomLocked
from coterie.presence.links import Entry, link_enter
from coterie.presence.passwords import password_prove
from coterie.rooms.capabilities import capability_hash
from coterie.rooms.models import Room, RoomUser
from coterie.rooms.selectors import room_get


@dataclass(frozen=True, kw_only=True)
class Credentials:
    """What somebody shows to get in, as yet unchecked."""

    owner_key: str | None = None
    # Of a link.
    key: str | None = None
    password: str | None = None
    resume_key: str | None = None


def newcomer_prove(
    *, room_id: str, credentials: Credentials, address: str, now: datetime
) -> str | None:
    """The hash that the password fits, if one is shown, asked for, and worth trying.

    Call it before the room is locked. Who has no valid link may not even try: whoever replaces
    a link that got around is rid of those who guess.
    """
    if credentials.password is None or credentials.owner_key is not None:
        return None
    room = room_get(room_id=room_id, now=now)
    if not room.has_password or _is_known(room, credentials.resume_key):
        return None
    _enter(room, credentials, now)
    return password_prove(room=room, password=credentials.password, address=address, now=now)


def newcomer_admit(
    *, room: Room, credentials: Credentials, proved: str | None, now: datetime
) -> Entry:
    """`proved` is what `newcomer_prove` answered; the password may have changed since."""
    entry = _enter(room, credentials, now)
    if room.password_hash not in ("", proved):
        raise PasswordRequired
    return entry


def _enter(room: Room, credentials: Credentials, now: datetime) -> Entry:
    entry = link_enter(room=room, key=credentials.key, now=now)
    if room.locked:
        raise RoomLocked
    return entry


def _is_known(room: Room, resume_key: str | None) -> bool:
    """Whoever was in before, and was not removed, needs no password."""
    if resume_key is None:
        return False
    known = RoomUser.objects.filter(room=room, removed_at=None)
    return known.filter(resume_key_hash=capability_hash(resume_key)).exists()
