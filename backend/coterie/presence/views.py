"""One view per address of presence: parse, call one service, serialise."""

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from coterie.config import clock
from coterie.config.api import ApiView, bearer_of
from coterie.config.errors import Unauthenticated
from coterie.config.limits import MAX_HEARTBEAT_BYTES
from coterie.config.openapi import NOBODY, OWNER_KEY, ROOM_TOKEN, SIGNATURE
from coterie.config.operations import ANY_OBJECT, operation
from coterie.presence.heartbeat_body import heartbeat_parse
from coterie.presence.heartbeats import heartbeat_apply
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
    RoomJoinedOutput,
    RoomJoinInput,
    RoomLeaveInput,
)
from coterie.presence.services import room_join, room_leave, room_leave_for, room_users
from coterie.rooms.models import Role
from coterie.rooms.serializers import room_context
from coterie.signing.services import service_call_require, service_call_verify

NO_STORE = {"Cache-Control": "no-store"}
OWNERS_REFUSALS = (401, 403, 404, 410)


class RoomJoinView(ApiView):
    @operation(
        "room_join",
        "Enter a room",
        description="With the owner key as bearer, as its owner.",
        body=RoomJoinInput,
        answer=RoomJoinedOutput,
        auth=[NOBODY, OWNER_KEY, SIGNATURE],
        refusals=(400, 401, 403, 404, 410),
    )
    def post(self, request: Request, room_id: str) -> Response:
        now = clock.now()
        # A node joins for clients that come without a token. It gets what a browser gets, save
        # TURN credentials: it would only use up its room's.
        is_service = service_call_verify(request=request, now=now)
        body = RoomJoinInput(data=request.data)
        body.is_valid(raise_exception=True)
        joined = room_join(
            room_id=room_id,
            **body.validated_data,
            owner_key=bearer_of(request),
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
        refusals=(400, 401, 403, 404, 410),
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


class RoomUsersView(ApiView):
    @operation(
        "participant_list",
        "Who is in a room now",
        answer=ParticipantsOutput,
        refusals=(404, 410),
    )
    def get(self, request: Request, room_id: str) -> Response:  # noqa: ARG002
        users = room_users(room_id=room_id, now=clock.now())
        return Response({"users": ParticipantOutput(users, many=True).data})


class RoomUserView(ApiView):
    @operation(
        "participant_update",
        "Change a participant's role",
        body=ParticipantUpdateInput,
        answer=ParticipantOutput,
        auth=[OWNER_KEY],
        refusals=(400, *OWNERS_REFUSALS, 409),
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
        "Remove a participant and close the link they came by",
        answer=LinkKeyOutput,
        auth=[OWNER_KEY],
        refusals=(*OWNERS_REFUSALS, 409),
    )
    def delete(self, request: Request, room_id: str, user_id: UUID) -> Response:
        link_key = participant_remove(
            room_id=room_id, user_id=str(user_id), bearer=bearer_of(request), now=clock.now()
        )
        return Response({"link_key": link_key}, headers=NO_STORE)


class RoomLinkView(ApiView):
    @operation(
        "room_link_rotate",
        "Make a new link and close all former ones",
        answer=LinkKeyOutput,
        auth=[OWNER_KEY],
        refusals=OWNERS_REFUSALS,
    )
    def post(self, request: Request, room_id: str) -> Response:
        link_key = room_link_rotate(room_id=room_id, bearer=bearer_of(request), now=clock.now())
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
