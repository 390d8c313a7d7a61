"""The bodies of join, leave, links and of calls about participants."""

from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from coterie.config.ice import IceTransport
from coterie.presence.ice import IceServer
from coterie.presence.services import RoomJoined
from coterie.rooms.models import MAX_USERNAME, LinkRole, Role, RoomUser
from coterie.rooms.serializers import NameField, RoomOutput, StrictInput

# A resume key has 46 characters, a link's 25; whatever is longer is none.
MAX_KEY = 200


class RoomJoinInput(serializers.Serializer[Any]):
    username = NameField(
        max_length=MAX_USERNAME,
        error_messages={"blank": "A name needs at least one visible character."},
    )
    key = serializers.CharField(
        max_length=MAX_KEY,
        allow_blank=True,
        allow_null=True,
        default=None,
        help_text="The key of the owner's link (`?k=`).",
    )
    resume_key = serializers.CharField(
        max_length=MAX_KEY,
        allow_blank=True,
        allow_null=True,
        default=None,
        help_text="What an earlier join answered: comes back as the same participant.",
    )

    def validate_key(self, key: str | None) -> str | None:
        return key or None

    def validate_resume_key(self, resume_key: str | None) -> str | None:
        return resume_key or None


class RoomLeaveInput(serializers.Serializer[Any]):
    user_id = serializers.UUIDField()


class ParticipantUpdateInput(StrictInput):
    # What a link can make of people is what the owner can.
    role = serializers.ChoiceField(LinkRole.choices)


@extend_schema_serializer(component_name="Left")
class LeftOutput(serializers.Serializer[Any]):
    success = serializers.BooleanField()


@extend_schema_serializer(component_name="LinkKey")
class LinkKeyOutput(serializers.Serializer[Any]):
    link_key = serializers.CharField(help_text="Shown once, stored hashed; former ones are void.")


@extend_schema_serializer(component_name="Participant")
class ParticipantOutput(serializers.ModelSerializer[RoomUser]):
    user_id = serializers.UUIDField(source="pk")

    class Meta:
        model = RoomUser
        fields = ("user_id", "username", "role")


@extend_schema_serializer(component_name="Participants")
class ParticipantsOutput(serializers.Serializer[Any]):
    users = ParticipantOutput(many=True)


@extend_schema_serializer(component_name="IceServer")
class IceServerOutput(serializers.Serializer[IceServer]):
    """What RTCPeerConnection takes; only TURN servers want a credential."""

    urls = serializers.ListField(child=serializers.CharField())
    username = serializers.CharField(required=False)
    credential = serializers.CharField(required=False)


@extend_schema_serializer(component_name="RoomJoined")
class RoomJoinedOutput(serializers.Serializer[RoomJoined]):
    user_id = serializers.UUIDField(source="participant.pk")
    username = serializers.CharField(source="participant.username")
    role = serializers.ChoiceField(Role.choices, source="participant.role")
    users = ParticipantOutput(many=True)
    token = serializers.CharField()
    resume_key = serializers.CharField()
    epoch = serializers.CharField(source="room.epoch")
    realtime_url = serializers.SerializerMethodField()
    ice_servers = IceServerOutput(many=True)
    ice_transport = serializers.SerializerMethodField(
        help_text="`relay`: calls go through TURN servers alone."
    )
    room = RoomOutput()

    def get_realtime_url(self, _joined: RoomJoined) -> str:
        return settings.REALTIME_URL

    @extend_schema_field(serializers.ChoiceField([str(member) for member in IceTransport]))
    def get_ice_transport(self, _joined: RoomJoined) -> str:
        return settings.ICE.transport
