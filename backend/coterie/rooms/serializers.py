"""The bodies of room calls: what is taken in, with bounds, and what is given out."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request

from coterie.config.ai import AiEngine, AiSettings
from coterie.config.retention import Retention
from coterie.rooms.abilities import ABILITIES, abilities_of
from coterie.rooms.languages import LANGUAGE
from coterie.rooms.models import (
    DEFAULT_MAX_PARTICIPANTS,
    LARGEST_MAX_PARTICIPANTS,
    MAX_LANGUAGE,
    MAX_ROOM_NAME,
    AiMode,
    LinkRole,
    Role,
    Room,
    Visibility,
)
from coterie.rooms.names import name_clean
from coterie.rooms.passwords import MAX_PASSWORD, MIN_PASSWORD, password_normal
from coterie.rooms.selectors import (
    retention_choices,
    retention_held,
    retention_time,
    room_closing_at,
)

DEFAULT_ROOM_NAME = "Untitled room"
DEFAULT_LANGUAGE = "plaintext"


class NameField(serializers.CharField):
    """Cleans before it measures: what is counted is what will be shown."""

    def to_internal_value(self, data: Any) -> str:  # noqa: ANN401
        name = name_clean(super().to_internal_value(data))
        if not name and not self.allow_blank:
            self.fail("blank")
        return name


class LanguageField(serializers.RegexField):
    def __init__(self, **options: Any) -> None:  # noqa: ANN401
        super().__init__(
            LANGUAGE,
            error_messages={
                "invalid": f"1 to {MAX_LANGUAGE} lower case letters, digits, '+', '#' and '-'."
            },
            **options,
        )


class MaxParticipantsField(serializers.IntegerField):
    def __init__(self, **options: Any) -> None:  # noqa: ANN401
        super().__init__(min_value=1, max_value=LARGEST_MAX_PARTICIPANTS, **options)


class PasswordField(serializers.CharField):
    """Kept as typed: what a person types again must be the same."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401
        super().__init__(max_length=MAX_PASSWORD, trim_whitespace=False, **options)

    def to_internal_value(self, data: Any) -> str:  # noqa: ANN401
        return password_normal(super().to_internal_value(data))


class NewPasswordField(PasswordField):
    """Nothing, or null, is no password."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401
        super().__init__(
            allow_blank=True,
            allow_null=True,
            help_text=f"{MIN_PASSWORD} to {MAX_PASSWORD} characters; empty or null for none.",
            **options,
        )

    def to_internal_value(self, data: Any) -> str:  # noqa: ANN401
        password = super().to_internal_value(data)
        if len(password) < MIN_PASSWORD:
            raise serializers.ValidationError(f"At least {MIN_PASSWORD} characters.")
        return password


class RetentionField(serializers.ChoiceField):
    def __init__(self, **options: Any) -> None:  # noqa: ANN401
        super().__init__([choice.value for choice in Retention], **options)

    def to_internal_value(self, data: Any) -> str:  # noqa: ANN401
        choice = Retention(super().to_internal_value(data))
        if choice not in retention_choices():
            raise serializers.ValidationError("Rooms are not kept for so long here.")
        return choice.value


class StrictInput(serializers.Serializer[Any]):
    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A wish that is not known, such as a password, must not be silently dropped."""
        unknown = set(self.initial_data) - set(self.fields)
        if unknown:
            raise serializers.ValidationError(
                {field[:MAX_ROOM_NAME]: ["There is no such field."] for field in sorted(unknown)}
            )
        return attrs


class RoomCreateInput(StrictInput):
    name = NameField(max_length=MAX_ROOM_NAME, allow_blank=True, default="")
    language = LanguageField(default=DEFAULT_LANGUAGE)
    visibility = serializers.ChoiceField(Visibility.choices, default=Visibility.UNLISTED)
    link_role = serializers.ChoiceField(LinkRole.choices, default=LinkRole.EDITOR)
    viewers_talk = serializers.BooleanField(default=True)
    viewers_chat = serializers.BooleanField(default=True)
    ai_mode = serializers.ChoiceField(AiMode.choices, default=AiMode.AS_YOU_TYPE)
    max_participants = MaxParticipantsField(default=DEFAULT_MAX_PARTICIPANTS)
    password = NewPasswordField(default=None)
    retention = RetentionField(default=Retention.DEFAULT.value)

    def validate_name(self, name: str) -> str:
        return name or DEFAULT_ROOM_NAME


class RoomListQuery(serializers.Serializer[Any]):
    language = LanguageField(required=False)


class RoomUpdateInput(StrictInput):
    name = NameField(max_length=MAX_ROOM_NAME, required=False)
    language = LanguageField(required=False)
    visibility = serializers.ChoiceField(Visibility.choices, required=False)
    link_role = serializers.ChoiceField(LinkRole.choices, required=False)
    viewers_talk = serializers.BooleanField(required=False)
    viewers_chat = serializers.BooleanField(required=False)
    ai_mode = serializers.ChoiceField(AiMode.choices, required=False)
    max_participants = MaxParticipantsField(required=False)
    password = NewPasswordField(required=False)
    locked = serializers.BooleanField(required=False)
    retention = RetentionField(required=False)


@extend_schema_serializer(component_name="Abilities")
class AbilitiesOutput(serializers.Serializer[dict[str, bool]]):
    """What whoever asked may do in the room."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        return {ability: serializers.BooleanField() for ability in ABILITIES}


@extend_schema_serializer(component_name="Ai")
class AiOutput(serializers.Serializer[AiSettings]):
    # What answers when suggestions and summaries are asked for.
    engine = serializers.ChoiceField(
        [str(engine) for engine in AiEngine if engine is not AiEngine.AUTO]
    )
    label = serializers.CharField(help_text="For people; the local engine is not AI.")  # type: ignore[assignment]  # a field has a label too
    is_remote = serializers.BooleanField(help_text="Whether text of rooms leaves the server.")


@extend_schema_serializer(component_name="RetentionChoice")
class RetentionChoiceOutput(serializers.Serializer[Any]):
    retention = serializers.ChoiceField([choice.value for choice in Retention])
    seconds = serializers.IntegerField(
        allow_null=True, help_text="How long without participant and edit; null for ever."
    )


@extend_schema_serializer(component_name="Room")
class RoomOutput(serializers.ModelSerializer[Room]):
    # Its context is made by `room_context`. Docstrings here would be shown to API readers.
    url = serializers.SerializerMethodField()
    link_closed = serializers.BooleanField(
        help_text="Whether newcomers need the key of the owner's link."
    )
    has_password = serializers.BooleanField(help_text="Whether newcomers need the room's password.")
    locked = serializers.BooleanField(help_text="Whether nobody new gets in, whatever they show.")
    viewers_talk = serializers.BooleanField(
        help_text="Whether viewers may speak and show themselves in calls, or only listen."
    )
    viewers_chat = serializers.BooleanField(
        help_text="Whether viewers may write in the chat, or only read it."
    )
    ai_mode = serializers.ChoiceField(
        AiMode.choices, help_text="Whether suggestions and summaries may be had, and when."
    )
    ai = serializers.SerializerMethodField()
    max_participants = serializers.IntegerField()
    participant_count = serializers.SerializerMethodField()
    closing_at = serializers.SerializerMethodField(
        help_text="When it will be deleted if nobody comes; null while somebody is there."
    )
    retention = serializers.SerializerMethodField(
        help_text="How long it lives without participant and edit."
    )
    retention_choices = serializers.SerializerMethodField(
        help_text="What the owner may choose on this server, with how long each is."
    )
    abilities = serializers.SerializerMethodField()

    class Meta:
        model = Room
        fields: tuple[str, ...] = (
            "id",
            "name",
            "language",
            "url",
            "visibility",
            "link_role",
            "link_closed",
            "has_password",
            "locked",
            "viewers_talk",
            "viewers_chat",
            "ai_mode",
            "ai",
            "max_participants",
            "participant_count",
            "is_active",
            "created_at",
            "last_activity_at",
            "closing_at",
            "retention",
            "retention_choices",
            "abilities",
        )

    def get_url(self, room: Room) -> str:
        return str(self.context["request"].build_absolute_uri(f"/room/{room.pk}"))

    @extend_schema_field(AiOutput)
    def get_ai(self, _room: Room) -> dict[str, Any]:
        return dict(AiOutput(settings.AI).data)

    def get_participant_count(self, room: Room) -> int:
        return int(self.context["participant_counts"].get(room.pk, 0))

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_closing_at(self, room: Room) -> str | None:
        closing_at = room_closing_at(room=room, participant_count=self.get_participant_count(room))
        return None if closing_at is None else time_shown(closing_at)

    @extend_schema_field(serializers.ChoiceField([choice.value for choice in Retention]))
    def get_retention(self, room: Room) -> str:
        return retention_held(room.retention).value

    @extend_schema_field(RetentionChoiceOutput(many=True))
    def get_retention_choices(self, _room: Room) -> list[dict[str, Any]]:
        times = {choice: retention_time(choice) for choice in retention_choices()}
        return [
            {
                "retention": choice.value,
                "seconds": None if time is None else int(time.total_seconds()),
            }
            for choice, time in times.items()
        ]

    @extend_schema_field(AbilitiesOutput)
    def get_abilities(self, room: Room) -> dict[str, bool]:
        return abilities_of(self.context["role"], room)


@extend_schema_serializer(component_name="RoomCreated")
class RoomCreatedOutput(RoomOutput):
    owner_key = serializers.SerializerMethodField(help_text="Shown once, stored hashed.")

    class Meta(RoomOutput.Meta):
        fields = (*RoomOutput.Meta.fields, "owner_key")

    def get_owner_key(self, _room: Room) -> str:
        return str(self.context["owner_key"])


class TransferRedeemInput(StrictInput):
    # One has 46 characters; whatever is longer is none.
    code = serializers.CharField(max_length=200)


@extend_schema_serializer(component_name="TransferOffered")
class TransferOfferedOutput(serializers.Serializer[Any]):
    code = serializers.CharField(help_text="Works once. Shown once, stored hashed.")
    expires_at = serializers.DateTimeField()


@extend_schema_serializer(component_name="OwnerKey")
class OwnerKeyOutput(serializers.Serializer[Any]):
    owner_key = serializers.CharField(help_text="Shown once, stored hashed.")


@extend_schema_serializer(component_name="RoomPage", many=False)
class RoomPageOutput(serializers.Serializer[Any]):
    # What the paginator answers; only to describe it.
    count = serializers.IntegerField()
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = RoomOutput(many=True)


def room_context(
    *, request: Request, role: Role | None, participant_counts: Mapping[UUID, int]
) -> dict[str, Any]:
    return {"request": request, "role": role, "participant_counts": participant_counts}


def time_shown(time: datetime) -> str:
    return str(serializers.DateTimeField().to_representation(time))
