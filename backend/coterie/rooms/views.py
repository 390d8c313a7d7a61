"""One view per address of rooms: parse, call one service, serialise."""

from datetime import datetime

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter
from rest_framework import status
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.response import Response

from coterie.config import clock
from coterie.config.api import ApiView, bearer_of
from coterie.config.client_address import client_address
from coterie.config.errors import TooMany
from coterie.config.etag import if_changed
from coterie.config.openapi import NOBODY, OWNER_KEY, ROOM_TOKEN
from coterie.config.operations import operation
from coterie.rooms.callers import caller_role
from coterie.rooms.create_bounds import creates_bound
from coterie.rooms.errors import RoleTooLow
from coterie.rooms.models import Role, Room
from coterie.rooms.refusals import BEARER_PROBLEMS, OWNER_PROBLEMS
from coterie.rooms.selectors import participant_counts, room_get, rooms_public
from coterie.rooms.serializers import (
    RoomCreatedOutput,
    RoomCreateInput,
    RoomListQuery,
    RoomOutput,
    RoomPageOutput,
    RoomUpdateInput,
    room_context,
)
from coterie.rooms.services import room_create, room_delete, room_extend, room_update

GUARDED_ROOM = {
    "name": "Interview",
    "language": "python",
    "link_role": "viewer",
    "password": "correct horse",
    "retention": "24h",
    "max_participants": 4,
}
LANGUAGE = OpenApiParameter(
    "language", OpenApiTypes.STR, description="Only rooms of this language."
)
PAGE = OpenApiParameter("page", OpenApiTypes.INT, description="From 1; 20 rooms a page.")


class RoomPagination(PageNumberPagination):
    page_size = 20


class RoomsView(ApiView):
    @operation(
        "room_list",
        "Public rooms, newest activity first",
        answer=RoomPageOutput,
        parameters=[PAGE, LANGUAGE],
        refusals=(400, 404),
    )
    def get(self, request: Request) -> Response:
        query = RoomListQuery(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        pages = RoomPagination()
        listed = rooms_public(**query.validated_data)
        rooms = pages.paginate_queryset(listed, request, view=self) or []
        counts = participant_counts(room_ids=[room.pk for room in rooms], now=clock.now())
        context = room_context(request=request, role=None, participant_counts=counts)
        return pages.get_paginated_response(RoomOutput(rooms, many=True, context=context).data)

    @operation(
        "room_create",
        "Make a room",
        body=RoomCreateInput,
        answer=RoomCreatedOutput,
        status=201,
        refusals=(400,),
        problems=(TooMany,),
        examples=[
            OpenApiExample("with nothing said", value={}, request_only=True),
            OpenApiExample("guarded", value=GUARDED_ROOM, request_only=True),
        ],
    )
    def post(self, request: Request) -> Response:
        now = clock.now()
        creates_bound(address=client_address(request), now=now)
        body = RoomCreateInput(data=request.data)
        body.is_valid(raise_exception=True)
        room, owner_key = room_create(**body.validated_data, now=now)
        context = room_context(request=request, role=Role.OWNER, participant_counts={})
        output = RoomCreatedOutput(room, context={**context, "owner_key": owner_key})
        # Holds a secret that is shown once.
        headers = {"Cache-Control": "no-store"}
        return Response(output.data, status=status.HTTP_201_CREATED, headers=headers)


class RoomView(ApiView):
    @operation(
        "room_get",
        "A room, and what the caller may do in it",
        answer=RoomOutput,
        auth=[OWNER_KEY, ROOM_TOKEN, NOBODY],
        problems=BEARER_PROBLEMS,
        tagged=True,
    )
    def get(self, request: Request, room_id: str) -> Response:
        now = clock.now()
        room = room_get(room_id=room_id, now=now)
        role = caller_role(room=room, bearer=bearer_of(request), now=now)
        return if_changed(request, _answer(request, room, role, now))

    @operation(
        "room_update",
        "Change a room",
        description="`language` alone may be sent by an editor as well, with a room token.",
        body=RoomUpdateInput,
        answer=RoomOutput,
        auth=[OWNER_KEY, ROOM_TOKEN],
        refusals=(400,),
        problems=(*OWNER_PROBLEMS, RoleTooLow),
        examples=[
            OpenApiExample("nobody new", value={"locked": True}, request_only=True),
            OpenApiExample("no password", value={"password": None}, request_only=True),
            OpenApiExample("keep it for a week", value={"retention": "7d"}, request_only=True),
        ],
    )
    def patch(self, request: Request, room_id: str) -> Response:
        now = clock.now()
        body = RoomUpdateInput(data=request.data)
        body.is_valid(raise_exception=True)
        room, role = room_update(
            room_id=room_id, bearer=bearer_of(request), changes=body.validated_data, now=now
        )
        return _answer(request, room, role, now)

    @operation(
        "room_delete",
        "Delete a room and all that is in it",
        answer=None,
        status=204,
        auth=[OWNER_KEY],
        problems=OWNER_PROBLEMS,
    )
    def delete(self, request: Request, room_id: str) -> Response:
        room_delete(room_id=room_id, bearer=bearer_of(request), now=clock.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class RoomExtendView(ApiView):
    @operation(
        "room_extend",
        "Start a room's time anew",
        answer=RoomOutput,
        auth=[OWNER_KEY],
        problems=OWNER_PROBLEMS,
    )
    def post(self, request: Request, room_id: str) -> Response:
        now = clock.now()
        room = room_extend(room_id=room_id, bearer=bearer_of(request), now=now)
        return _answer(request, room, Role.OWNER, now)


def _answer(request: Request, room: Room, role: Role | None, now: datetime) -> Response:
    counts = participant_counts(room_ids=[room.pk], now=now)
    context = room_context(request=request, role=role, participant_counts=counts)
    return Response(RoomOutput(room, context=context).data)
