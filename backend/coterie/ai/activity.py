"""Who was in a room, for how long, and how much changed, as lines for a summary; in a thread."""

from datetime import datetime

from coterie.ai.limits import MAX_SUMMARY_PEOPLE
from coterie.analytics.models import SessionAnalytics
from coterie.presence.selectors import participants_present
from coterie.rooms.models import Room, RoomUser


def activity_lines(*, room: Room, now: datetime) -> str:
    """The newest people, in the order in which they came."""
    present = {participant.pk for participant in participants_present(room_id=room.pk, now=now)}
    newest = RoomUser.objects.filter(room=room, removed_at=None).order_by("-joined_at")
    people = sorted(newest[:MAX_SUMMARY_PEOPLE], key=lambda participant: participant.joined_at)
    lines = [_line(participant, participant.pk in present, now) for participant in people]
    counters = SessionAnalytics.objects.filter(room=room).first()
    edits = 0 if counters is None else counters.total_edits
    age = _time((now - room.created_at).total_seconds())
    return "\n".join([*lines, f"The room is {age} old and was edited {_times(edits)}"])


def _line(participant: RoomUser, is_present: bool, now: datetime) -> str:
    until = now if is_present else (participant.left_at or participant.last_seen_at)
    span = _time((until - participant.joined_at).total_seconds())
    where = "is here" if is_present else "left"
    # The rest names nobody: words of others must not be able to say who did what.
    return f"{participant.username} ({participant.role}) {where}, {span} after joining"


def _time(seconds: float) -> str:
    minutes = int(max(seconds, 0) // 60)
    if minutes < 1:
        return "less than a minute"
    if minutes < 120:
        return f"{minutes} minute{'' if minutes == 1 else 's'}"
    return f"{minutes // 60} hours"


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
