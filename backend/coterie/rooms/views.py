"""One view per operation on rooms: parse, call one service, serialise."""

from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from coterie.config import clock
from coterie.config.api import ApiView
from coterie.rooms.selectors import room_get
from coterie.rooms.serializers import RoomCreatedOutput, RoomCreateInput, RoomOutput
from coterie.rooms.services import room_create


class RoomCreateView(ApiView):
    def post(self, request: Request) -> Response:
        body = RoomCreateInput(data=request.data)
        body.is_valid(raise_exception=True)
        room, owner_key = room_create(**body.validated_data, now=clock.now())
        output = RoomCreatedOutput(room, context={"request": request, "owner_key": owner_key})
        # Holds a secret that is shown once.
        headers = {"Cache-Control": "no-store"}
        return Response(output.data, status=status.HTTP_201_CREATED, headers=headers)


class RoomDetailView(ApiView):
    def get(self, request: Request, room_id: str) -> Response:
        room = room_get(room_id=room_id)
        return Response(RoomOutput(room, context={"request": request}).data)
