"""What the page of one room shows besides what can be set; a bounded part of each."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Sum
from django.db.models.functions import Left

from coterie.ai.models import AiUsage
from coterie.analytics.models import ActivityBucket, SessionAnalytics, Span
from coterie.analytics.selectors import room_activity
from coterie.analytics.time_spans import shown_since
from coterie.console.charts import Chart, activity_points
from coterie.console.dashboard import Figure
from coterie.console.pages import badge_shown, name_shown
from coterie.console.room_states import access_words, room_state
from coterie.console.words import ago_words, count_words, of_words, size_words, time_words
from coterie.files.models import RoomSnapshot
from coterie.presence.selectors import participants_present
from coterie.rooms.models import Room, RoomUser
from coterie.rooms.selectors import room_closing_at

# Whoever wants all of them finds a link to the list.
PEOPLE_SHOWN = 30
LINKS_SHOWN = 20
# Enough to see what it is about.
CODE_CHARACTERS = 20_000
MILLISECONDS = 1_000


def room_sections(*, room: Room, now: datetime) -> dict[str, Any]:
    present = set(participants_present(room_id=room.pk, now=now).values_list("pk", flat=True))
    state = room_state(room=room, people=len(present), now=now)
    snapshot = RoomSnapshot.objects.filter(room=room).first()
    return {
        "room_state": badge_shown(state.value, state.slug),
        "room_name": name_shown(room.name, without="Deleted room"),
        "room_access": [badge_shown(word, "plain") for word in access_words(room)],
        "figures": _figures(room, snapshot, len(present), now),
        "facts": _facts(room, snapshot, len(present), now),
        "charts": _charts(room, now),
        "people": _people(room, present, now),
        "people_count": RoomUser.objects.filter(room=room).count(),
        "links": _links(room, now),
        "ai_usage": _ai_usage(room),
        "code": _code(room),
    }


def _figures(room: Room, snapshot: RoomSnapshot | None, people: int, now: datetime) -> list[Figure]:
    totals = SessionAnalytics.objects.filter(room=room).first() or SessionAnalytics()
    duration = time_words(timedelta(seconds=totals.duration_seconds))
    size = size_words(snapshot.size_bytes) if snapshot and room.is_active else "–"
    files = of_words(snapshot.file_count, "file", "files") if snapshot and room.is_active else ""
    return [
        Figure("People now", count_words(people), f"of {room.max_participants}"),
        Figure("Most at once", count_words(totals.peak_users)),
        Figure("People in all", count_words(totals.unique_participants)),
        Figure("Edits", count_words(totals.total_edits)),
        Figure("Duration", duration, "first to last"),
        Figure("Size", size, files),
        Figure("Last activity", time_words(now - room.last_activity_at), "ago"),
    ]


def _facts(
    room: Room, snapshot: RoomSnapshot | None, people: int, now: datetime
) -> list[tuple[str, object]]:
    closing_at = room_closing_at(room=room, participant_count=people)
    facts: list[tuple[str, object]] = [
        ("Id", room.pk),
        ("Made", _time(room.created_at, now)),
        ("Language", name_shown(room.language)),
        ("Kept", room.get_retention_display()),
        ("Newcomers by the link", room.get_link_role_display()),
        ("Epoch", room.epoch),
    ]
    if closing_at is not None:
        facts.append(("Closes", f"{closing_at:%F %T} UTC, unless somebody comes"))
    if room.deleted_at is not None:
        facts.append(("Closed", _time(room.deleted_at, now)))
        purged = _time(room.purged_at, now) if room.purged_at else "not yet"
        facts.append(("Document purged", purged))
    elif snapshot is not None and snapshot.failures:
        facts.append(("Document unreadable", of_words(snapshot.failures, "try", "tries")))
    return facts


def _time(time: datetime, now: datetime) -> str:
    return f"{time:%F %T} UTC, {ago_words(time, now)}"


def _charts(room: Room, now: datetime) -> list[Chart]:
    span = _span(room, now)
    buckets = room_activity(room_id=room.pk, span=span, now=now)
    since = shown_since(now, span)

    def chart(title: str, unit: str, total: str, tone: str, value: Any) -> Chart:  # noqa: ANN401
        points = activity_points(buckets, span=span, since=since, now=now, value=value)
        return Chart(f"{title} by the {span.label}", unit, total, points, tone=tone)

    edits = sum(bucket.edits for bucket in buckets)
    peak = max((bucket.peak_users for bucket in buckets), default=0)

    def people(bucket: ActivityBucket) -> int:
        return bucket.peak_users

    return [
        chart("People at once", "People", f"{count_words(peak)} at most", "people", people),
        chart(
            "Edits", "Edits", of_words(edits, "edit", "edits"), "edits", lambda bucket: bucket.edits
        ),
    ]


def _span(room: Room, now: datetime) -> Span:
    """The finest that shows when somebody was last there."""
    for span in (Span.MINUTE, Span.HOUR):
        if room.last_activity_at >= shown_since(now, span):
            return span
    return Span.DAY


def _people(room: Room, present: set[Any], now: datetime) -> list[dict[str, Any]]:
    newest = RoomUser.objects.filter(room=room).order_by("-last_seen_at")[:PEOPLE_SHOWN]
    return [
        {
            "pk": person.pk,
            "name": name_shown(person.username, without="forgotten"),
            "role": person.role,
            "state": participant_state(person, is_present=person.pk in present),
            "joined": ago_words(person.joined_at, now),
            "seen": ago_words(person.last_seen_at, now),
        }
        for person in newest
    ]


def participant_state(person: RoomUser, *, is_present: bool) -> object:
    if person.removed_at is not None:
        return badge_shown("removed" if person.username else "forgotten", "closed")
    return badge_shown("here", "live") if is_present else badge_shown("left", "empty")


def _links(room: Room, now: datetime) -> list[dict[str, Any]]:
    links = room.invites.annotate(people=Count("participants")).order_by("-created_at")
    return [
        {
            "label": name_shown(link.label, without="without a label"),
            "role": link.role,
            "made": ago_words(link.created_at, now),
            "expires": _expiry(link.expires_at, now),
            "people": link.people,
        }
        for link in links[:LINKS_SHOWN]
    ]


def _expiry(time: datetime | None, now: datetime) -> str:
    if time is None:
        return "with the room"
    return "over" if time <= now else f"in {time_words(time - now)}"


def _ai_usage(room: Room) -> list[dict[str, Any]]:
    columns = (
        "suggestions",
        "accepted",
        "summaries",
        "failures",
        "input_tokens",
        "output_tokens",
        "milliseconds",
        "cached",
    )
    used = AiUsage.objects.filter(room=room).order_by().values("engine")
    sums = used.annotate(**{f"all_{name}": Sum(name) for name in columns}).order_by("engine")
    found: list[dict[str, Any]] = [dict(row) for row in sums]
    rows = [{name: row[f"all_{name}"] for name in columns} | row for row in found]
    for row in rows:
        asked = max(row["suggestions"] + row["summaries"] - row["cached"], 1)
        row["mean_seconds"] = f"{row['milliseconds'] / asked / MILLISECONDS:.1f} s"
    return rows


def _code(room: Room) -> str:
    text = Room.objects.filter(pk=room.pk).annotate(
        beginning=Left("last_code_snapshot", CODE_CHARACTERS)
    )
    return str(text.values_list("beginning", flat=True).get())
