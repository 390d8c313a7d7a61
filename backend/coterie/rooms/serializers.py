"""The bodies of room calls: what is taken in, with bounds, and what is given out."""

from typing import Any

from rest_framework import serializers

from coterie.rooms.models import (
    DEFAULT_MAX_PARTICIPANTS,
    LARGEST_MAX_PARTICIPANTS,
    MAX_LANGUAGE,
    MAX_ROOM_NAME,
    LinkRole,
    Room,
    Visibility,
)
from coterie.rooms.names import name_clean

DEFAULT_ROOM_NAME = "Untitled room"
DEFAULT_LANGUAGE = "plaintext"
LANGUAGE = rf"\A[a-z0-9+#-]{{1,{MAX_LANGUAGE}}}\Z"


class NameField(serializers.CharField):
    """Cleans before it measures: what is counted is what will be shown."""

    def to_internal_value(self, data: Any) -> str:  # noqa: ANN401
        name = name_clean(super().to_internal_value(data))
        if not name and not self.allow_blank:
            self.fail("blank")
        return name


class RoomCreateInput(serializers.Serializer[Any]):
    name = NameField(max_length=MAX_ROOM_NAME, allow_blank=True, default="")
    language = serializers.RegexField(
        LANGUAGE,
        default=DEFAULT_LANGUAGE,
        error_messages={
            "invalid": f"1 to {MAX_LANGUAGE} lower case letters, digits, '+', '#' and '-'."
        },
    )
    visibility = serializers.ChoiceField(Visibility.choices, default=Visibility.UNLISTED)
    link_role = serializers.ChoiceField(LinkRole.choices, default=LinkRole.EDITOR)
    max_participants = serializers.IntegerField(
        min_value=1, max_value=LARGEST_MAX_PARTICIPANTS, default=DEFAULT_MAX_PARTICIPANTS
    )

    def validate_name(self, name: str) -> str:
        return name or DEFAULT_ROOM_NAME

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A wish that is not known, such as a password, must not be silently dropped."""
        unknown = set(self.initial_data) - set(self.fields)
        if unknown:
            raise serializers.ValidationError(
                {field[:MAX_ROOM_NAME]: ["There is no such field."] for field in sorted(unknown)}
            )
        return attrs


class RoomOutput(serializers.ModelSerializer[Room]):
    url = serializers.SerializerMethodField()

    class Meta:
        model = Room
        fields: tuple[str, ...] = (
            "id",
            "name",
            "language",
            "url",
            "visibility",
            "link_role",
            "max_participants",
            "is_active",
            "created_at",
            "last_activity_at",
        )

    def get_url(self, room: Room) -> str:
        return str(self.context["request"].build_absolute_uri(f"/room/{room.pk}"))


class RoomCreatedOutput(RoomOutput):
    owner_key = serializers.SerializerMethodField()

    class Meta(RoomOutput.Meta):
        fields = (*RoomOutput.Meta.fields, "owner_key")

    def get_owner_key(self, _room: Room) -> str:
        return str(self.context["owner_key"])
