"""Writes of AI that no engine is asked for."""

from datetime import datetime

from django.conf import settings

from coterie.ai.callers import accepted_admit
from coterie.ai.usage import Count, usage_add


def suggestion_accepted(*, room_id: str, bearer: str | None, now: datetime) -> None:
    """Counted for the engine that answers in rooms."""
    room = accepted_admit(room_id=room_id, bearer=bearer, now=now)
    usage_add(
        room_id=room.pk, day=now.date(), engine=str(settings.AI.engine), count=Count(accepted=1)
    )
