"""The address at which ownership moves to another browser."""

from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from coterie.config import clock
from coterie.config.api import ApiView, bearer_of
from coterie.config.openapi import OWNER_KEY
from coterie.config.operations import operation
from coterie.rooms.errors import TransferInvalid
from coterie.rooms.refusals import OWNER_PROBLEMS, ROOM_PROBLEMS
from coterie.rooms.serializers import (
    OwnerKeyOutput,
    TransferOfferedOutput,
    TransferRedeemInput,
)
from coterie.rooms.transfers import transfer_offer, transfer_redeem

NO_STORE = {"Cache-Control": "no-store"}


class RoomTransferView(ApiView):
    @operation(
        "room_transfer_offer",
        "Make a code that moves ownership to another browser",
        description="For a link such as `/room/{id}#own=<code>`. Making another voids the former.",
        answer=TransferOfferedOutput,
        status=201,
        auth=[OWNER_KEY],
        problems=OWNER_PROBLEMS,
    )
    def post(self, request: Request, room_id: str) -> Response:
        offered = transfer_offer(room_id=room_id, bearer=bearer_of(request), now=clock.now())
        body = TransferOfferedOutput(offered).data
        return Response(body, status=status.HTTP_201_CREATED, headers=NO_STORE)


class RoomTransferRedeemView(ApiView):
    @operation(
        "room_transfer_redeem",
        "Become the owner of a room by a code, which works once",
        description="The former owner key is void; who is in the room by it becomes an editor.",
        body=TransferRedeemInput,
        answer=OwnerKeyOutput,
        refusals=(400,),
        problems=(*ROOM_PROBLEMS, TransferInvalid),
    )
    def post(self, request: Request, room_id: str) -> Response:
        body = TransferRedeemInput(data=request.data)
        body.is_valid(raise_exception=True)
        code = body.validated_data["code"]
        owner_key = transfer_redeem(room_id=room_id, code=code, now=clock.now())
        return Response({"owner_key": owner_key}, headers=NO_STORE)
