"""What calls about analytics take and answer."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from coterie.analytics.looks import Look
from coterie.analytics.models import Span

SPANS = [span.label for span in Span]


class RoomAnalyticsQuery(serializers.Serializer[Any]):
    span = serializers.ChoiceField(SPANS, default=Span.MINUTE.label)

    def validate_span(self, span: str) -> Span:
        return next(one for one in Span if one.label == span)


@extend_schema_serializer(component_name="Activity")
class ActivityOutput(serializers.Serializer[Any]):
    start = serializers.DateTimeField()
    edits = serializers.IntegerField()
    peak_users = serializers.IntegerField(help_text="Most people at once.")
    person_minutes = serializers.IntegerField(help_text="One for each person and minute.")
    newcomers = serializers.IntegerField(help_text="People who were never here before.")


@extend_schema_serializer(component_name="RoomAnalytics")
class RoomAnalyticsOutput(serializers.Serializer[Look]):
    room_id = serializers.UUIDField(source="room.pk")
    name = serializers.CharField(source="room.name")
    created_at = serializers.DateTimeField(source="room.created_at")
    started_at = serializers.DateTimeField(
        source="totals.started_at", allow_null=True, help_text="The first join; null before it."
    )
    duration_seconds = serializers.IntegerField(
        source="totals.duration_seconds",
        help_text="From the first join to when somebody was last seen.",
    )
    peak_users = serializers.IntegerField(source="totals.peak_users")
    total_edits = serializers.IntegerField(source="totals.total_edits")
    unique_participants = serializers.IntegerField(source="totals.unique_participants")
    participant_count = serializers.IntegerField(help_text="Who is there now.")
    as_of = serializers.DateTimeField()
    span = serializers.ChoiceField(SPANS, source="span.label", help_text="How long a bucket is.")
    since = serializers.DateTimeField(help_text="The start of the first bucket that could be.")
    activity = ActivityOutput(many=True, help_text="Oldest first; none where nothing was.")
