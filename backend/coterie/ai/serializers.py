"""The bodies of AI calls: what is taken in, with bounds, and what is given out."""

from typing import Any

from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from coterie.files.text import text_clean
from coterie.rooms.serializers import DEFAULT_LANGUAGE, LanguageField, StrictInput

MAX_PATH = 255
MAX_ROOM_ID = 64


@extend_schema_field({"type": "string"})
class CodeField(serializers.Field[str, Any, str, Any]):
    """Any text as it is, blanks too; the bound of the body is its bound."""

    default_error_messages = {"invalid": "Not a text."}

    def to_internal_value(self, data: Any) -> str:  # noqa: ANN401
        if not isinstance(data, str):
            self.fail("invalid")
        return text_clean(str(data))

    def to_representation(self, value: str) -> str:
        return value


class RoomIdField(serializers.CharField):
    def __init__(self, **options: Any) -> None:  # noqa: ANN401
        super().__init__(max_length=MAX_ROOM_ID, **options)


class AiSuggestInput(StrictInput):
    code = CodeField()
    cursor_position = serializers.IntegerField(
        help_text="In UTF-16 code units; beyond the text counts as its nearer end."
    )
    language = LanguageField(default=DEFAULT_LANGUAGE)
    path = serializers.CharField(
        max_length=MAX_PATH, allow_blank=True, default="", trim_whitespace=False
    )
    room_id = RoomIdField(
        allow_null=True, default=None, help_text="Its token is the bearer; else nothing is read."
    )


class AiSummarizeInput(StrictInput):
    room_id = RoomIdField()
    code = CodeField(
        allow_null=True,
        default=None,
        help_text="The file at hand, for when the room's own files cannot be had.",
    )


class AiAcceptedInput(StrictInput):
    room_id = RoomIdField()


class _AnswerOutput(serializers.Serializer[Any]):
    engine = serializers.CharField(help_text="Who answered, for people.")
    is_remote = serializers.BooleanField(help_text="Whether text left the server for it.")
    redacted = serializers.IntegerField(help_text="Secrets that were taken out before.")


@extend_schema_serializer(component_name="AiSuggestion")
class AiSuggestionOutput(_AnswerOutput):
    suggestion = serializers.CharField(help_text="What to insert; empty if there is nothing.")


@extend_schema_serializer(component_name="AiSummary")
class AiSummaryOutput(_AnswerOutput):
    room_id = serializers.CharField()
    summary = serializers.CharField(help_text="Markdown, to be shown as untrusted text.")
