"""A room and its participants, with the constraints that hold whoever writes."""

import secrets
import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThan, LessThanOrEqual

MAX_ROOM_NAME = 100
MAX_USERNAME = 50
MAX_LANGUAGE = 32
DEFAULT_MAX_PARTICIPANTS = 50
# What one document was measured to carry with everybody typing.
LARGEST_MAX_PARTICIPANTS = 200


class Role(models.TextChoices):
    OWNER = "owner"
    EDITOR = "editor"
    VIEWER = "viewer"


class LinkRole(models.TextChoices):
    """What the bare link makes of its holder."""

    EDITOR = "editor"
    VIEWER = "viewer"


class Visibility(models.TextChoices):
    UNLISTED = "unlisted"
    PUBLIC = "public"


class AiMode(models.TextChoices):
    """When suggestions and summaries may be had; `as_you_type` holds `on_request` within it."""

    OFF = "off"
    ON_REQUEST = "on_request"
    AS_YOU_TYPE = "as_you_type"


def epoch_make() -> str:
    return secrets.token_hex(8)


def bounded_length(
    field: str, most: int, *, name: str, empty_if: Q | None = None
) -> models.CheckConstraint:
    """SQLite takes a VARCHAR's length for a remark."""
    condition = Q(GreaterThan(Length(field), 0), LessThanOrEqual(Length(field), most))
    if empty_if is not None:
        condition |= Q(**{field: ""}) & empty_if
    return models.CheckConstraint(condition=condition, name=name)


class Room(models.Model):
    # Version 4 on purpose: the id is a capability and must not tell when it was made.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=MAX_ROOM_NAME)
    # A copy; the truth is in the document, and which languages there are is the editor's.
    language = models.CharField(max_length=MAX_LANGUAGE)
    visibility = models.CharField(
        max_length=8, choices=Visibility.choices, default=Visibility.UNLISTED
    )
    link_role = models.CharField(max_length=6, choices=LinkRole.choices, default=LinkRole.EDITOR)
    # Whether viewers are heard and seen in calls, or only listen.
    viewers_talk = models.BooleanField(default=True)
    ai_mode = models.CharField(max_length=11, choices=AiMode.choices, default=AiMode.AS_YOU_TYPE)
    owner_key_hash = models.CharField(max_length=64)
    # Empty while the bare link lets people in; from then on only links with this key do.
    link_key_hash = models.CharField(max_length=64, blank=True, default="")
    # Changes only when the document is reset on purpose.
    epoch = models.CharField(max_length=16, default=epoch_make, editable=False)
    max_participants = models.PositiveSmallIntegerField(default=DEFAULT_MAX_PARTICIPANTS)
    last_code_snapshot = models.TextField(blank=True, default="")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    last_activity_at = models.DateTimeField()
    # From then on the row is a tombstone: no name, no text, no names of people.
    deleted_at = models.DateTimeField(null=True, blank=True)
    # When a realtime node said that the document is gone as well.
    purged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["last_activity_at"],
                condition=Q(is_active=True),
                name="room_active_by_activity",
            ),
            models.Index(
                fields=["deleted_at"],
                condition=Q(is_active=False, purged_at__isnull=True),
                name="room_to_purge",
            ),
        ]
        constraints = [
            bounded_length(
                "name", MAX_ROOM_NAME, name="room_name_length", empty_if=Q(is_active=False)
            ),
            bounded_length("language", MAX_LANGUAGE, name="room_language_length"),
            models.CheckConstraint(
                condition=Q(visibility__in=Visibility.values), name="room_visibility_known"
            ),
            models.CheckConstraint(
                condition=Q(link_role__in=LinkRole.values), name="room_link_role_known"
            ),
            models.CheckConstraint(
                condition=Q(ai_mode__in=AiMode.values), name="room_ai_mode_known"
            ),
            models.CheckConstraint(
                condition=Q(max_participants__range=(1, LARGEST_MAX_PARTICIPANTS)),
                name="room_max_participants_range",
            ),
            models.CheckConstraint(
                condition=Q(is_active=True, deleted_at__isnull=True)
                | Q(is_active=False, deleted_at__isnull=False),
                name="room_active_or_deleted",
            ),
            models.CheckConstraint(
                condition=Q(is_active=False) | Q(purged_at__isnull=True),
                name="room_purged_only_when_deleted",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def link_closed(self) -> bool:
        return self.link_key_hash != ""


class RoomUser(models.Model):
    """A participant: one person in one room, for as long as the browser keeps its key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="participants")
    username = models.CharField(max_length=MAX_USERNAME)
    role = models.CharField(max_length=6, choices=Role.choices)
    resume_key_hash = models.CharField(max_length=64)
    # The newest join; tokens of older ones may no longer end this participant's leases.
    join_id = models.CharField(max_length=16)
    joined_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    # Set when the last lease ended. Who is here is asked of the leases, never of this.
    left_at = models.DateTimeField(null=True, blank=True)
    # Set when the owner removed this person: neither key nor token opens anything any more.
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "participant"
        constraints = [
            # The names of those who left go with their room.
            bounded_length(
                "username",
                MAX_USERNAME,
                name="participant_username_length",
                empty_if=Q(left_at__isnull=False),
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.values), name="participant_role_known"
            ),
            models.UniqueConstraint(
                fields=["room", "resume_key_hash"], name="participant_resume_key_unique"
            ),
        ]
        indexes = [
            models.Index(
                fields=["room", "removed_at"],
                condition=Q(removed_at__isnull=False),
                name="participant_removed",
            )
        ]

    def __str__(self) -> str:
        return self.username
