"""Joining and leaving a room. What its owner does to people is in `owner_services`."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from coterie.analytics.services import analytics_add
from coterie.analytics.tally import Tally
from coterie.presence.admission import Credentials, newcomer_admit, newcomer_prove
from coterie.presence.errors import NotYourself, RoomFull
from coterie.presence.ice import IceServer, ice_servers_for
from coterie.presence.leases import lease_grant_to_join, leases_end
from coterie.presence.links import Entry
from coterie.presence.models import Lease
from coterie.presence.selectors import participants_present
from coterie.rooms.callers import ability_require
from coterie.rooms.capabilities import RESUME_KEY_PREFIX, capability_hash, capability_make
from coterie.rooms.errors import ParticipantNotFound, ParticipantRemoved
from coterie.rooms.models import Role, Room, RoomUser
from coterie.rooms.permissions import is_owner
from coterie.rooms.selectors import room_get, room_lock
from coterie.rooms.tokens import RoomClaims, room_token_issue, room_token_verify


@dataclass(frozen=True, kw_only=True)
class RoomJoined:
    room: Room
    participant: RoomUser
    users: list[RoomUser]
    token: str
    resume_key: str
    ice_servers: list[IceServer]


def room_join(
    *,
    room_id: str,
    username: str,
    credentials: Credentials,
    address: str,
    with_turn: bool,
    now: datetime,
) -> RoomJoined:
    """The same participant again if the resume key is one of this room's, else a new one.

    `address` is where the caller is, for bounding wrong passwords.
    """
    proved = newcomer_prove(room_id=room_id, credentials=credentials, address=address, now=now)
    with transaction.atomic():
        return _join(room_id, username, credentials, proved, with_turn=with_turn, now=now)


def _join(
    room_id: str,
    username: str,
    credentials: Credentials,
    proved: str | None,
    *,
    with_turn: bool,
    now: datetime,
) -> RoomJoined:
    """Counting and taking a place happen under the room's lock: without it the last place is
    given to everybody who asks at the same moment.
    """
    room = room_lock(room_id=room_id, now=now)
    owner = is_owner(room=room, owner_key=credentials.owner_key)
    resume_key = credentials.resume_key
    participant = _resumed(room, resume_key, owner=owner)
    if participant is None or resume_key is None:
        entry = Entry(Role.OWNER, None)
        if not owner:
            entry = newcomer_admit(room=room, credentials=credentials, proved=proved, now=now)
        resume_key = capability_make(RESUME_KEY_PREFIX)
        participant = RoomUser(
            room=room,
            role=entry.role,
            invite=entry.invite,
            resume_key_hash=capability_hash(resume_key),
            joined_at=now,
        )
    _refuse_if_full(room, participant, now)
    participant.username = username
    participant.role = _role(room, participant, owner=owner)
    participant.join_id = secrets.token_hex(8)
    participant.last_seen_at = now
    participant.left_at = None
    is_new = participant._state.adding
    participant.save()
    lease_grant_to_join(participant=participant, now=now)
    room.last_activity_at = now
    room.save(update_fields=["last_activity_at"])
    users = list(participants_present(room_id=room.pk, now=now))
    analytics_add(tallies={room.pk: Tally(present=len(users), newcomers=int(is_new))}, now=now)
    return RoomJoined(
        room=room,
        participant=participant,
        users=users,
        token=_token(participant, now),
        resume_key=resume_key,
        ice_servers=ice_servers_for(
            participant=participant, is_new=is_new, with_turn=with_turn, now=now
        ),
    )


@transaction.atomic
def room_leave(*, room_id: str, user_id: str, token: str, now: datetime) -> None:
    """A participant leaves by its token; one of an older join than the newest ends nothing."""
    claims = room_token_verify(
        token=token, room_id=room_id, public_keys=settings.ROOM_TOKEN_PUBLIC_KEYS, now=now
    )
    if claims.sub != user_id:
        raise NotYourself
    participant = participant_of(room=room_lock(room_id=room_id, now=now), user_id=user_id)
    if participant.removed_at is not None:
        raise ParticipantRemoved
    if participant.join_id == claims.jti:
        leases_end(participant=participant, now=now, keep_join=False)


@transaction.atomic
def room_leave_for(*, room_id: str, user_id: str, now: datetime) -> None:
    """A realtime node says that somebody's connections are gone.

    It knows nothing of joins, so it cannot end one: a rejoin that is under way stays, and a
    connection that another node still holds is back with that node's next heartbeat.
    """
    participant = participant_of(room=room_lock(room_id=room_id, now=now), user_id=user_id)
    leases_end(participant=participant, now=now, keep_join=True)


def room_users(*, room_id: str, bearer: str | None, now: datetime) -> list[RoomUser]:
    room = room_get(room_id=room_id, now=now)
    ability_require(ability="see_people", room=room, bearer=bearer, now=now)
    return list(participants_present(room_id=room.pk, now=now))


def participant_of(*, room: Room, user_id: str) -> RoomUser:
    participant = RoomUser.objects.filter(room=room, pk=user_id).first()
    if participant is None:
        raise ParticipantNotFound
    return participant


def _resumed(room: Room, resume_key: str | None, *, owner: bool) -> RoomUser | None:
    if resume_key is None:
        return None
    hashed = capability_hash(resume_key)
    participant = RoomUser.objects.filter(room=room, resume_key_hash=hashed).first()
    if participant is None or participant.removed_at is None:
        return participant
    if owner:
        return None  # the key outranks the removal, but this participant stays removed
    raise ParticipantRemoved


def _refuse_if_full(room: Room, participant: RoomUser, now: datetime) -> None:
    live = Lease.objects.filter(room=room, expires_at__gt=now)
    if live.filter(participant=participant.pk).exists():
        return  # has a place, even in a room that admits fewer by now
    if live.values("participant").distinct().count() >= room.max_participants:
        raise RoomFull


def _role(room: Room, participant: RoomUser, *, owner: bool) -> str:
    if owner:
        return Role.OWNER
    # The owner's role needs the owner's key each time; the resume key alone is less.
    return room.link_role if participant.role == Role.OWNER else participant.role


def _token(participant: RoomUser, now: datetime) -> str:
    claims = RoomClaims(
        room=str(participant.room_id),
        sub=str(participant.pk),
        name=participant.username,
        role=participant.role,
        epoch=participant.room.epoch,
        jti=participant.join_id,
    )
    return room_token_issue(claims=claims, private_key=settings.ROOM_TOKEN_PRIVATE_KEY, now=now)
