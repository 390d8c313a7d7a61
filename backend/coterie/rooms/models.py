"""A room and its participants, with the constraints that hold whoever writes."""

import secrets
import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThan, LessThanOrEqual

from coterie.config.retention import Retention

MAX_ROOM_NAME = 100
MAX_USERNAME = 50
MAX_LANGUAGE = 32
MAX_INVITE_LABEL = 50
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


class RoomManager(models.Manager["Room"]):
    """Leaves snapshots where they are until they are asked for: heartbeats read many rooms."""

    def get_queryset(self) -> models.QuerySet["Room"]:
        return super().get_queryset().defer("last_code_snapshot")


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
    # Whether viewers write in the chat, or only read.
    viewers_chat = models.BooleanField(default=True)
    ai_mode = models.CharField(max_length=11, choices=AiMode.choices, default=AiMode.AS_YOU_TYPE)
    owner_key_hash = models.CharField(max_length=64)
    # Of a code that moves ownership to another browser; empty without an offer.
    transfer_hash = models.CharField(max_length=64, blank=True, default="")
    transfer_expires_at = models.DateTimeField(null=True, blank=True)
    # As Django's hashers write it; empty without a password.
    password_hash = models.CharField(max_length=128, blank=True, default="")
    # Nobody new, whatever they show, the owner key aside.
    locked = models.BooleanField(default=False)
    # Empty while the bare link lets people in; from then on only links with this key do.
    link_key_hash = models.CharField(max_length=64, blank=True, default="")
    # Changes only when the document is reset on purpose.
    epoch = models.CharField(max_length=16, default=epoch_make, editable=False)
    max_participants = models.PositiveSmallIntegerField(default=DEFAULT_MAX_PARTICIPANTS)
    last_code_snapshot = models.TextField(blank=True, default="")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    last_activity_at = models.DateTimeField()
    # What the owner wishes; `selectors.retention_held` says what the operator lets it be.
    retention = models.CharField(
        max_length=7,
        choices=[(choice.value, choice.value) for choice in Retention],
        default=Retention.DEFAULT.value,
    )
    # From then on the row is a tombstone: no name, no text, no names of people.
    deleted_at = models.DateTimeField(null=True, blank=True)
    # When a realtime node said that the document is gone as well.
    purged_at = models.DateTimeField(null=True, blank=True)

    objects = RoomManager()

    class Meta:
        indexes = [
            models.Index(
                fields=["last_activity_at"],
                condition=Q(is_active=True),
                name="room_active_by_activity",
            ),
            models.Index(
                fields=["retention", "last_activity_at"],
                condition=Q(is_active=True),
                name="room_to_expire",
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
                condition=Q(retention__in=[choice.value for choice in Retention]),
                name="room_retention_known",
            ),
            models.CheckConstraint(
                condition=Q(transfer_hash="", transfer_expires_at__isnull=True)
                | (~Q(transfer_hash="") & Q(transfer_expires_at__isnull=False)),
                name="room_transfer_offered_or_not",
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

    @property
    def has_password(self) -> bool:
        return self.password_hash != ""

    @property
    def is_open(self) -> bool:
        """Whether its id alone lets anybody in, while there is a place."""
        return not (self.link_closed or self.has_password or self.locked)


class InviteLink(models.Model):
    """A link besides the room's own: with a role, an end, and a way to take it back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="invites")
    key_hash = models.CharField(max_length=64, unique=True)
    role = models.CharField(max_length=6, choices=LinkRole.choices)
    # For the owner, to tell links apart.
    label = models.CharField(max_length=MAX_INVITE_LABEL, blank=True, default="")
    created_at = models.DateTimeField()
    # None for one that lasts as long as its room.
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(role__in=LinkRole.values), name="invite_role_known"),
            models.CheckConstraint(
                condition=Q(LessThanOrEqual(Length("label"), MAX_INVITE_LABEL)),
                name="invite_label_length",
            ),
        ]

    def __str__(self) -> str:
        return self.label or self.role


class RoomUser(models.Model):
    """A participant: one person in one room, for as long as the browser keeps its key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="participants")
    username = models.CharField(max_length=MAX_USERNAME)
    role = models.CharField(max_length=6, choices=Role.choices)
    # The link that this person came by, if it was not the room's own.
    invite = models.ForeignKey(
        InviteLink, null=True, blank=True, on_delete=models.SET_NULL, related_name="participants"
    )
    resume_key_hash = models.CharField(max_length=64)
    # The newest join; tokens of older ones may no longer end this participant's leases.
    join_id = models.CharField(max_length=16)
    joined_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    # Set when the last lease ended. Who is here is asked of the leases, never of this.
    left_at = models.DateTimeField(null=True, blank=True)
    # Set when the owner removed this person, or the person wished to be forgotten, which takes the
    # name as well: neither key nor token opens anything any more.
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
