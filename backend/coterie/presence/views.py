"""One view per operation on presence: parse, call one service, serialise."""

from rest_framework.request import Request
from rest_framework.response import Response

from coterie.config import clock
from coterie.config.api import ApiView, bearer_of
from coterie.config.errors import Unauthenticated
from coterie.config.limits import MAX_HEARTBEAT_BYTES
from coterie.presence.heartbeat_body import heartbeat_parse
from coterie.presence.heartbeats import heartbeat_apply
from coterie.presence.serializers import (
    ParticipantOutput,
    RoomJoinedOutput,
    RoomJoinInput,
    RoomLeaveInput,
)
from coterie.presence.services import room_join, room_leave, room_leave_for, room_users
from coterie.signing.services import service_call_require, service_call_verify


class RoomJoinView(ApiView):
    def post(self, request: Request, room_id: str) -> Response:
        now = clock.now()
        # A node joins for clients that come without a token. It gets what a browser gets.
        service_call_verify(request=request, now=now)
        body = RoomJoinInput(data=request.data)
        body.is_valid(raise_exception=True)
        joined = room_join(
            room_id=room_id, **body.validated_data, owner_key=bearer_of(request), now=now
        )
        output = RoomJoinedOutput(joined, context={"request": request})
        return Response(output.data, headers={"Cache-Control": "no-store"})


class RoomLeaveView(ApiView):
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
    def get(self, request: Request, room_id: str) -> Response:  # noqa: ARG002
        users = room_users(room_id=room_id, now=clock.now())
        return Response({"users": ParticipantOutput(users, many=True).data})


class HeartbeatView(ApiView):
    max_body_bytes = MAX_HEARTBEAT_BYTES

    def post(self, request: Request) -> Response:
        now = clock.now()
        service_call_require(request=request, now=now)
        return Response(heartbeat_apply(heartbeat=heartbeat_parse(request.data), now=now))
