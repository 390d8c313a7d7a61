"""The view of a room's analytics."""

from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from coterie.analytics.looks import room_analytics
from coterie.analytics.serializers import SPANS, RoomAnalyticsOutput, RoomAnalyticsQuery
from coterie.config import clock
from coterie.config.api import ApiView, bearer_of
from coterie.config.openapi import OWNER_KEY, ROOM_TOKEN
from coterie.config.operations import operation
from coterie.rooms.refusals import MEMBER_PROBLEMS

SPAN = OpenApiParameter(
    "span",
    str,
    enum=SPANS,
    default=SPANS[0],
    description="By the minute (3 hours), the hour (7 days) or the day (a year), all in UTC.",
)
DESCRIPTION = "A participant's resume key will do as well: to look is not to be there."


class RoomAnalyticsView(ApiView):
    @operation(
        "room_analytics",
        "How many were in a room and how much was written, over time",
        description=DESCRIPTION,
        answer=RoomAnalyticsOutput,
        parameters=[SPAN],
        auth=[OWNER_KEY, ROOM_TOKEN],
        refusals=(400,),
        problems=MEMBER_PROBLEMS,
    )
    def get(self, request: Request, room_id: str) -> Response:
        query = RoomAnalyticsQuery(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        look = room_analytics(
            room_id=room_id,
            bearer=bearer_of(request),
            span=query.validated_data["span"],
            now=clock.now(),
        )
        # Asked for again and again, by whoever may see it and nobody else.
        headers = {"Cache-Control": "no-store"}
        return Response(RoomAnalyticsOutput(look).data, headers=headers)
