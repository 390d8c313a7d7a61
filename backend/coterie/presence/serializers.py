"""The bodies of join, leave, links and of calls about participants."""

from typing import Any

from django.conf import settings
from django.db.models import TextChoices
from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from coterie.config.ice import IceTransport
from coterie.presence.ice import IceServer
from coterie.presence.invites import InviteCreated
from coterie.presence.services import RoomJoined
from coterie.rooms.models import (
    MAX_INVITE_LABEL,
    MAX_USERNAME,
    InviteLink,
    LinkRole,
    Role,
    RoomUser,
)
from coterie.rooms.serializers import NameField, PasswordField, RoomOutput, StrictInput

# A resume key has 46 characters, a link's 25; whatever is longer is none.
MAX_KEY = 200
# How long a link may be said to last: what ends sooner is a mistake, and a year is for ever.
MIN_INVITE_SECONDS = 60
MAX_INVITE_SECONDS = 365 * 24 * 60 * 60


class PeopleWish(TextChoices):
    """What becomes of those who are in by a link that is closed."""

    STAY = "stay"
    REMOVE = "remove"


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
    password = PasswordField(
        allow_blank=True,
        allow_null=True,
        default=None,
        help_text="Where the room has one; who was in before needs none.",
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

    def validate_password(self, password: str | None) -> str | None:
        return password or None

    def validate_resume_key(self, resume_key: str | None) -> str | None:
        return resume_key or None


class RoomLeaveInput(serializers.Serializer[Any]):
    user_id = serializers.UUIDField()


class ParticipantUpdateInput(StrictInput):
    # What a link can make of people is what the owner can.
    role = serializers.ChoiceField(LinkRole.choices)


class PeopleInput(StrictInput):
    people = serializers.ChoiceField(
        PeopleWish.choices,
        required=False,
        help_text="`remove`: all but owners are put out. By default they stay.",
    )


class InviteCreateInput(StrictInput):
    role = serializers.ChoiceField(LinkRole.choices)
    label = NameField(  # type: ignore[assignment]  # a field has a label too
        max_length=MAX_INVITE_LABEL,
        allow_blank=True,
        default="",
        help_text="For the owner, to tell links apart.",
    )
    expires_in = serializers.IntegerField(
        min_value=MIN_INVITE_SECONDS,
        max_value=MAX_INVITE_SECONDS,
        allow_null=True,
        default=None,
        help_text="Seconds; null for as long as the room lives.",
    )


@extend_schema_serializer(component_name="Invite")
class InviteOutput(serializers.ModelSerializer[InviteLink]):
    role = serializers.ChoiceField(LinkRole.choices)
    label = serializers.CharField()  # type: ignore[assignment]  # a field has a label too
    people = serializers.IntegerField(help_text="How many came by it and were not removed.")

    class Meta:
        model = InviteLink
        fields: tuple[str, ...] = ("id", "label", "role", "created_at", "expires_at", "people")


@extend_schema_serializer(component_name="InviteCreated")
class InviteCreatedOutput(serializers.Serializer[InviteCreated]):
    id = serializers.UUIDField(source="invite.pk")
    label = serializers.CharField(source="invite.label")  # type: ignore[assignment]
    role = serializers.ChoiceField(LinkRole.choices, source="invite.role")
    created_at = serializers.DateTimeField(source="invite.created_at")
    expires_at = serializers.DateTimeField(source="invite.expires_at", allow_null=True)
    people = serializers.SerializerMethodField()
    link_key = serializers.CharField(source="key", help_text="Shown once, stored hashed.")
    url = serializers.SerializerMethodField(help_text="The link, with its key.")

    def get_people(self, _created: InviteCreated) -> int:
        return 0

    def get_url(self, created: InviteCreated) -> str:
        path = f"/room/{created.invite.room_id}?k={created.key}"
        return str(self.context["request"].build_absolute_uri(path))


@extend_schema_serializer(component_name="Invites")
class InvitesOutput(serializers.Serializer[Any]):
    links = InviteOutput(many=True)


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
