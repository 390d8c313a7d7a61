"""The addresses of an owner's further links."""

from datetime import timedelta
from uuid import UUID

from drf_spectacular.utils import OpenApiExample, OpenApiParameter
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from coterie.config import clock
from coterie.config.api import ApiView, bearer_of
from coterie.config.openapi import OWNER_KEY
from coterie.config.operations import operation
from coterie.presence.errors import InviteNotFound, TooManyInvites
from coterie.presence.invites import invite_create, invite_revoke, invites_of
from coterie.presence.serializers import (
    InviteCreatedOutput,
    InviteCreateInput,
    InvitesOutput,
    PeopleInput,
    PeopleWish,
)
from coterie.rooms.refusals import OWNER_PROBLEMS

NO_STORE = {"Cache-Control": "no-store"}
# The examples show one link.
LINK = {
    "id": "5f0c9a3e-6f5f-4a43-9d3a-0a4f0f6f0a11",
    "label": "Class of Monday",
    "role": "viewer",
    "created_at": "2030-01-01T12:00:00Z",
    "expires_at": "2030-01-02T12:00:00Z",
    "people": 0,
}
KEY = "lk_2c3d4e5f6g7h8i9j0kLmNo"
URL = f"https://coterie.example/room/0b8e8f0e-7f0a-4a0e-8a51-1e1f2d3c4b5a?k={KEY}"
WISH = {"label": LINK["label"], "role": "viewer", "expires_in": 86_400}


class RoomInvitesView(ApiView):
    @operation(
        "room_invite_list",
        "A room's further links, newest first",
        answer=InvitesOutput,
        auth=[OWNER_KEY],
        problems=OWNER_PROBLEMS,
        examples=[OpenApiExample("links", value={"links": [LINK]}, response_only=True)],
    )
    def get(self, request: Request, room_id: str) -> Response:
        now = clock.now()
        links = invites_of(room_id=room_id, bearer=bearer_of(request), now=now)
        return Response(InvitesOutput({"links": links}).data)

    @operation(
        "room_invite_create",
        "Make a further link, with a role and an end of its own",
        body=InviteCreateInput,
        answer=InviteCreatedOutput,
        status=201,
        auth=[OWNER_KEY],
        refusals=(400,),
        problems=(*OWNER_PROBLEMS, TooManyInvites),
        examples=[
            OpenApiExample("for a day", value=WISH, request_only=True),
            OpenApiExample(
                "made",
                value={**LINK, "link_key": KEY, "url": URL},
                response_only=True,
                status_codes=["201"],
            ),
        ],
    )
    def post(self, request: Request, room_id: str) -> Response:
        body = InviteCreateInput(data=request.data)
        body.is_valid(raise_exception=True)
        seconds = body.validated_data["expires_in"]
        created = invite_create(
            room_id=room_id,
            bearer=bearer_of(request),
            role=body.validated_data["role"],
            label=body.validated_data["label"],
            expires_in=None if seconds is None else timedelta(seconds=seconds),
            now=clock.now(),
        )
        answer = InviteCreatedOutput(created, context={"request": request}).data
        return Response(answer, status=status.HTTP_201_CREATED, headers=NO_STORE)


PEOPLE = OpenApiParameter(
    "people",
    enum=PeopleWish.values,
    default=PeopleWish.REMOVE.value,
    description="Whether those who came by it are put out, as is said by default, or stay.",
)


class RoomInviteView(ApiView):
    @operation(
        "room_invite_revoke",
        "Take a link back, with those who came by it",
        description="Their sockets close within two seconds, and their keys bring them back no "
        "more. `?people=stay` only keeps others from coming.",
        answer=None,
        status=204,
        auth=[OWNER_KEY],
        parameters=[PEOPLE],
        refusals=(400,),
        problems=(*OWNER_PROBLEMS, InviteNotFound),
    )
    def delete(self, request: Request, room_id: str, invite_id: UUID) -> Response:
        wish = PeopleInput(data=request.query_params.dict())
        wish.is_valid(raise_exception=True)
        invite_revoke(
            room_id=room_id,
            invite_id=str(invite_id),
            bearer=bearer_of(request),
            remove_people=wish.validated_data.get("people") != PeopleWish.STAY,
            now=clock.now(),
        )
        return Response(status=status.HTTP_204_NO_CONTENT)
