"""One view per address of presence: parse, call one service, serialise."""

from uuid import UUID

from drf_spectacular.utils import OpenApiExample
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from coterie.config import clock
from coterie.config.api import ApiView, bearer_of
from coterie.config.client_address import client_address
from coterie.config.errors import TooMany, Unauthenticated
from coterie.config.limits import MAX_HEARTBEAT_BYTES
from coterie.config.openapi import NOBODY, OWNER_KEY, ROOM_TOKEN, SIGNATURE
from coterie.config.operations import ANY_OBJECT, operation
from coterie.presence.admission import Credentials
from coterie.presence.errors import (
    LinkClosed,
    NotYourself,
    OwnerStays,
    PasswordRequired,
    PasswordTries,
    PasswordWrong,
    RoomFull,
    RoomLocked,
)
from coterie.presence.forgetting import participant_forget
from coterie.presence.heartbeat_body import heartbeat_parse
from coterie.presence.heartbeats import heartbeat_apply
from coterie.presence.join_bounds import joins_bound
from coterie.presence.owner_services import (
    participant_remove,
    participant_set_role,
    room_link_rotate,
)
from coterie.presence.serializers import (
    LeftOutput,
    LinkKeyOutput,
    ParticipantOutput,
    ParticipantsOutput,
    ParticipantUpdateInput,
    PeopleInput,
    PeopleWish,
    RoomJoinedOutput,
    RoomJoinInput,
    RoomLeaveInput,
)
from coterie.presence.services import room_join, room_leave, room_leave_for, room_users
from coterie.rooms.errors import ParticipantNotFound, RoomTokenInvalid
from coterie.rooms.models import Role
from coterie.rooms.refusals import BEARER_PROBLEMS, OWNER_PROBLEMS, ROOM_PROBLEMS
from coterie.rooms.serializers import room_context
from coterie.signing.errors import SignatureInvalid
from coterie.signing.services import service_call_require, service_call_verify

NO_STORE = {"Cache-Control": "no-store"}
JOIN_PROBLEMS = (
    *BEARER_PROBLEMS,
    SignatureInvalid,
    LinkClosed,
    RoomLocked,
    PasswordRequired,
    PasswordWrong,
    PasswordTries,
    TooMany,
    RoomFull,
)
LEAVE_PROBLEMS = (
    *BEARER_PROBLEMS,
    Unauthenticated,
    SignatureInvalid,
    NotYourself,
    ParticipantNotFound,
)
PERSON_PROBLEMS = (*OWNER_PROBLEMS, ParticipantNotFound, OwnerStays)


class RoomJoinView(ApiView):
    @operation(
        "room_join",
        "Enter a room",
        description="With the owner key as bearer, as its owner. Newcomers are asked for a link's "
        "key, whether the room is locked, and for its password, in this order.",
        body=RoomJoinInput,
        answer=RoomJoinedOutput,
        auth=[NOBODY, OWNER_KEY, SIGNATURE],
        refusals=(400,),
        problems=JOIN_PROBLEMS,
        examples=[
            OpenApiExample("a newcomer", value={"username": "Ada"}, request_only=True),
            OpenApiExample(
                "by a link, into a room with a password",
                value={
                    "username": "Ada",
                    "key": "lk_2c3d4e5f6g7h8i9j0kLmNo",
                    "password": "correct horse",
                },
                request_only=True,
            ),
        ],
    )
    def post(self, request: Request, room_id: str) -> Response:
        now = clock.now()
        # A node joins for clients that come without a token. It gets what a browser gets, save
        # TURN credentials: it would only use up its room's.
        is_service = service_call_verify(request=request, now=now)
        address = client_address(request)
        joins_bound(room_id=room_id, address=None if is_service else address, now=now)
        body = RoomJoinInput(data=request.data)
        body.is_valid(raise_exception=True)
        shown = dict(body.validated_data)
        joined = room_join(
            room_id=room_id,
            username=shown.pop("username"),
            credentials=Credentials(owner_key=bearer_of(request), **shown),
            address=address,
            with_turn=not is_service,
            now=now,
        )
        context = room_context(
            request=request,
            role=Role(joined.participant.role),
            participant_counts={joined.room.pk: len(joined.users)},
        )
        return Response(RoomJoinedOutput(joined, context=context).data, headers=NO_STORE)


class RoomLeaveView(ApiView):
    @operation(
        "room_leave",
        "Leave a room",
        body=RoomLeaveInput,
        answer=LeftOutput,
        auth=[ROOM_TOKEN, SIGNATURE],
        refusals=(400,),
        problems=LEAVE_PROBLEMS,
    )
    def post(self, request: Request, room_id: str) -> Response:
        now = clock.now()
        is_service = service_call_verify(request=request, now=now)
        body = RoomLeaveInput(data=request.data)
        body.is_valid(raise_exception=True)
        user_id = str(body.validated_data["user_id"])
        token = bearer_of(request)
        if is_service:
            room_leave_for(room_id=room_id, user_id=user_id, now=now)
        elif token is not None:
            room_leave(room_id=room_id, user_id=user_id, token=token, now=now)
        else:
            raise Unauthenticated
        return Response({"success": True})


class RoomForgetView(ApiView):
    @operation(
        "room_forget",
        "Leave a room and have it forget one",
        description="Erases the caller's name, resume key and leases, closes the caller's open "
        "sockets, and voids the token. What the caller wrote stays: it is the room's.",
        answer=None,
        status=204,
        auth=[ROOM_TOKEN],
        problems=(*ROOM_PROBLEMS, Unauthenticated, RoomTokenInvalid),
    )
    def post(self, request: Request, room_id: str) -> Response:
        token = bearer_of(request)
        if token is None:
            raise Unauthenticated
        participant_forget(room_id=room_id, token=token, now=clock.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class RoomUsersView(ApiView):
    @operation(
        "participant_list",
        "Who is in a room now",
        description="Of a room that lets nobody in by its id alone, only those in it are told.",
        answer=ParticipantsOutput,
        auth=[NOBODY, OWNER_KEY, ROOM_TOKEN],
        problems=(*BEARER_PROBLEMS, Unauthenticated),
    )
    def get(self, request: Request, room_id: str) -> Response:
        users = room_users(room_id=room_id, bearer=bearer_of(request), now=clock.now())
        return Response({"users": ParticipantOutput(users, many=True).data})


class RoomUserView(ApiView):
    @operation(
        "participant_update",
        "Change a participant's role",
        body=ParticipantUpdateInput,
        answer=ParticipantOutput,
        auth=[OWNER_KEY],
        refusals=(400,),
        problems=PERSON_PROBLEMS,
        examples=[OpenApiExample("only look", value={"role": "viewer"}, request_only=True)],
    )
    def patch(self, request: Request, room_id: str, user_id: UUID) -> Response:
        body = ParticipantUpdateInput(data=request.data)
        body.is_valid(raise_exception=True)
        participant = participant_set_role(
            room_id=room_id,
            user_id=str(user_id),
            bearer=bearer_of(request),
            role=body.validated_data["role"],
            now=clock.now(),
        )
        return Response(ParticipantOutput(participant).data)

    @operation(
        "participant_remove",
        "Remove a participant and close all links, for they may know more than one",
        answer=LinkKeyOutput,
        auth=[OWNER_KEY],
        problems=PERSON_PROBLEMS,
    )
    def delete(self, request: Request, room_id: str, user_id: UUID) -> Response:
        link_key = participant_remove(
            room_id=room_id, user_id=str(user_id), bearer=bearer_of(request), now=clock.now()
        )
        return Response({"link_key": link_key}, headers=NO_STORE)


class RoomLinkView(ApiView):
    @operation(
        "room_link_rotate",
        "Make a new link and close all former ones, further links as well",
        body=PeopleInput,
        answer=LinkKeyOutput,
        auth=[OWNER_KEY],
        refusals=(400,),
        problems=OWNER_PROBLEMS,
        examples=[
            OpenApiExample("nobody new by an old link", value={}, request_only=True),
            OpenApiExample("begin afresh", value={"people": "remove"}, request_only=True),
        ],
    )
    def post(self, request: Request, room_id: str) -> Response:
        body = PeopleInput(data=request.data)
        body.is_valid(raise_exception=True)
        link_key = room_link_rotate(
            room_id=room_id,
            bearer=bearer_of(request),
            remove_people=body.validated_data.get("people") == PeopleWish.REMOVE,
            now=clock.now(),
        )
        return Response({"link_key": link_key}, headers=NO_STORE)


class HeartbeatView(ApiView):
    max_body_bytes = MAX_HEARTBEAT_BYTES

    @operation(
        "realtime_heartbeat",
        "A realtime node's report",
        description="docs/protocol.md §7 says what both bodies hold.",
        body=ANY_OBJECT,
        answer=ANY_OBJECT,
        auth=[SIGNATURE],
        refusals=(400, 401),
    )
    def post(self, request: Request) -> Response:
        now = clock.now()
        service_call_require(request=request, now=now)
        return Response(heartbeat_apply(heartbeat=heartbeat_parse(request.data), now=now))
