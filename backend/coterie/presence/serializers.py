"""The bodies of join, leave and users."""

from typing import Any

from django.conf import settings
from rest_framework import serializers

from coterie.presence.services import RoomJoined
from coterie.rooms.models import MAX_USERNAME, RoomUser
from coterie.rooms.serializers import NameField, RoomOutput

# A resume key has 46 characters; whatever is longer is none.
MAX_RESUME_KEY = 200


class RoomJoinInput(serializers.Serializer[Any]):
    username = NameField(
        max_length=MAX_USERNAME,
        error_messages={"blank": "A name needs at least one visible character."},
    )
    resume_key = serializers.CharField(
        max_length=MAX_RESUME_KEY, allow_blank=True, allow_null=True, default=None
    )

    def validate_resume_key(self, resume_key: str | None) -> str | None:
        return resume_key or None


class RoomLeaveInput(serializers.Serializer[Any]):
    user_id = serializers.UUIDField()


class ParticipantOutput(serializers.ModelSerializer[RoomUser]):
    user_id = serializers.UUIDField(source="pk")

    class Meta:
        model = RoomUser
        fields = ("user_id", "username", "role")


class RoomJoinedOutput(serializers.Serializer[RoomJoined]):
    user_id = serializers.UUIDField(source="participant.pk")
    username = serializers.CharField(source="participant.username")
    role = serializers.CharField(source="participant.role")
    users = ParticipantOutput(many=True)
    token = serializers.CharField()
    resume_key = serializers.CharField()
    epoch = serializers.CharField(source="room.epoch")
    realtime_url = serializers.SerializerMethodField()
    ice_servers = serializers.SerializerMethodField()
    room = RoomOutput()

    def get_realtime_url(self, _joined: RoomJoined) -> str:
        return settings.REALTIME_URL

    def get_ice_servers(self, _joined: RoomJoined) -> list[dict[str, Any]]:
        """None yet: calls come later, and clients already read the field."""
        return []
