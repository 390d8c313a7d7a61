"""One view per address of rooms: parse, call one service, serialise."""

from datetime import datetime

from django.db import transaction
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import status
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.response import Response

from coterie.config import clock
from coterie.config.api import ApiView, bearer_of
from coterie.config.openapi import NOBODY, OWNER_KEY, ROOM_TOKEN
from coterie.config.operations import operation
from coterie.rooms.callers import caller_role
from coterie.rooms.models import Role, Room
from coterie.rooms.selectors import participant_counts, room_get, rooms_public
from coterie.rooms.serializers import (
    RoomCreatedOutput,
    RoomCreateInput,
    RoomOutput,
    RoomPageOutput,
    RoomUpdateInput,
    room_context,
)
from coterie.rooms.services import room_create, room_delete, room_extend, room_update

PAGE = OpenApiParameter("page", OpenApiTypes.INT, description="From 1; 20 rooms a page.")


class RoomPagination(PageNumberPagination):
    page_size = 20


class RoomsView(ApiView):
    @operation(
        "room_list",
        "Public rooms, newest activity first",
        answer=RoomPageOutput,
        parameters=[PAGE],
        refusals=(404,),
    )
    def get(self, request: Request) -> Response:
        pages = RoomPagination()
        rooms = pages.paginate_queryset(rooms_public(), request, view=self) or []
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
    )
    def post(self, request: Request) -> Response:
        body = RoomCreateInput(data=request.data)
        body.is_valid(raise_exception=True)
        room, owner_key = room_create(**body.validated_data, now=clock.now())
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
        refusals=(401, 403, 404, 410),
    )
    def get(self, request: Request, room_id: str) -> Response:
        now = clock.now()
        room = room_get(room_id=room_id, now=now)
        role = caller_role(room=room, bearer=bearer_of(request), now=now)
        return _answer(request, room, role, now)

    @operation(
        "room_update",
        "Change a room",
        description="`language` alone may be sent by an editor as well, with a room token.",
        body=RoomUpdateInput,
        answer=RoomOutput,
        auth=[OWNER_KEY, ROOM_TOKEN],
        refusals=(400, 401, 403, 404, 410),
    )
    def patch(self, request: Request, room_id: str) -> Response:
        now = clock.now()
        body = RoomUpdateInput(data=request.data)
        body.is_valid(raise_exception=True)
        bearer = bearer_of(request)
        # The role in the answer is that of the moment of the change.
        with transaction.atomic():
            room = room_update(room_id=room_id, bearer=bearer, changes=body.validated_data, now=now)
            role = caller_role(room=room, bearer=bearer, now=now)
        return _answer(request, room, role, now)

    @operation(
        "room_delete",
        "Delete a room and all that is in it",
        answer=None,
        status=204,
        auth=[OWNER_KEY],
        refusals=(401, 403, 404, 410),
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
        refusals=(401, 403, 404, 410),
    )
    def post(self, request: Request, room_id: str) -> Response:
        now = clock.now()
        room = room_extend(room_id=room_id, bearer=bearer_of(request), now=now)
        return _answer(request, room, Role.OWNER, now)


def _answer(request: Request, room: Room, role: Role | None, now: datetime) -> Response:
    counts = participant_counts(room_ids=[room.pk], now=now)
    context = room_context(request=request, role=role, participant_counts=counts)
    return Response(RoomOutput(room, context=context).data)
