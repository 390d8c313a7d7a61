"""Decides who may ask, whom to ask for them, and counts it against their quotas; in a thread."""

import logging
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from coterie.ai.engines.base import Engine
from coterie.ai.engines.choice import chosen_engine, local_engine
from coterie.ai.limits import (
    ACCEPTED_PER_PERSON,
    ANONYMOUS_CALLS,
    DAY_SECONDS,
    SUMMARIES_PER_PERSON,
)
from coterie.ai.refusals import AiOff, BudgetUsedUp, SuggestForEditors
from coterie.config.errors import Invalid, Unauthenticated
from coterie.quotas.quota import Quota
from coterie.quotas.services import quota_take
from coterie.rooms.abilities import abilities_of
from coterie.rooms.callers import Caller, caller_of
from coterie.rooms.models import AiMode, Room
from coterie.rooms.selectors import room_get

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Admitted:
    engine: Engine
    # None for somebody who shows no token, and so is told nothing of any room.
    room: Room | None


def suggest_admit(*, room_id: str | None, bearer: str | None, now: datetime) -> Admitted:
    if settings.AI.is_off:
        raise AiOff
    if bearer is None:
        return _anonymous(now)
    if room_id is None:
        raise Invalid({"room_id": ["A token counts only together with its room."]})
    room, caller = _member(room_id, bearer, now)
    if not abilities_of(caller.role, room)["suggest"]:
        raise SuggestForEditors
    quota = Quota(capacity=settings.AI.per_person_minute, per_seconds=60)
    _take(f"ai:suggest:{_person(room, caller)}", quota, now)
    return Admitted(engine=chosen_engine(), room=room)


def summarize_admit(*, room_id: str, bearer: str | None, now: datetime) -> Admitted:
    """Viewers may ask too: it tells them what they can read."""
    if settings.AI.is_off:
        raise AiOff
    if bearer is None:
        _refuse_if_off(room_get(room_id=room_id, now=now))
        return _anonymous(now)
    room, caller = _member(room_id, bearer, now)
    _take(f"ai:summarize:{_person(room, caller)}", SUMMARIES_PER_PERSON, now)
    return Admitted(engine=chosen_engine(), room=room)


def accepted_admit(*, room_id: str, bearer: str | None, now: datetime) -> Room:
    if bearer is None:
        raise Unauthenticated
    room, caller = _member(room_id, bearer, now)
    if not abilities_of(caller.role, room)["suggest"]:
        raise SuggestForEditors
    _take(f"ai:accepted:{_person(room, caller)}", ACCEPTED_PER_PERSON, now)
    return room


def budgets_take(*, room: Room, now: datetime) -> None:
    """One call to a remote engine, of the room's day and of the server's."""
    for kind, key, capacity in (
        ("room", f"ai:room:{room.pk}", settings.AI.per_room_day),
        ("server", "ai:server", settings.AI.per_day),
    ):
        _take(key, Quota(capacity=capacity, per_seconds=DAY_SECONDS), now, budget=kind)


def _anonymous(now: datetime) -> Admitted:
    _take("ai:anonymous", ANONYMOUS_CALLS, now)
    return Admitted(engine=local_engine(), room=None)


def _member(room_id: str, bearer: str, now: datetime) -> tuple[Room, Caller]:
    room = room_get(room_id=room_id, now=now)
    caller = caller_of(room=room, bearer=bearer, now=now)
    if caller is None:
        raise Unauthenticated
    _refuse_if_off(room)
    return room, caller


def _refuse_if_off(room: Room) -> None:
    if room.ai_mode == AiMode.OFF or settings.AI.is_off:
        raise AiOff


def _person(room: Room, caller: Caller) -> str:
    return f"owner:{room.pk}" if caller.participant is None else str(caller.participant.pk)


def _take(key: str, quota: Quota, now: datetime, *, budget: str = "") -> None:
    refusal = quota_take(key=key, quota=quota, now=now)
    if refusal is None:
        return
    if budget and refusal.is_first:
        # Not the room, whose id lets people in.
        log.warning("the %s budget of %d AI calls a day is used up", budget, quota.capacity)
    raise BudgetUsedUp(refusal.wait_seconds)
