"""How views describe themselves in the OpenAPI document."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
    extend_schema_serializer,
)
from rest_framework import serializers

from coterie.config.errors import CoterieError
from coterie.config.problems import CONTENT_TYPE, problem

F = TypeVar("F", bound=Callable[..., Any])

MEANINGS = {
    400: "Some fields are not valid.",
    401: "Credentials are missing, wrong or expired.",
    403: "Not allowed.",
    404: "There is no such room or participant.",
    406: "There is no form that `Accept` admits.",
    409: "Not possible as things are now.",
    410: "The room was deleted.",
    413: "The body is too large.",
    415: "The body is not JSON.",
    429: "Too often; `Retry-After` says when to come back.",
    502: "The AI provider refused, or answered nonsense.",
    503: "Not just now; `Retry-After` says when to come back.",
    504: "The AI provider did not answer in time.",
}


# What every call may be refused with: forms nobody knows, and a server with too much to do.
EVERYWHERE = (406, 503)
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="The `ETag` of an answer that the caller has.",
)


@extend_schema_serializer(component_name="Problem")
class ProblemOutput(serializers.Serializer[Any]):
    """RFC 9457 problem details."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(help_text="For people.")
    code = serializers.CharField(help_text="Stable: what programs tell problems apart by.")
    errors = serializers.DictField(  # type: ignore[assignment]  # a serializer has errors too
        child=serializers.ListField(child=serializers.CharField()),
        required=False,
        help_text="With 400: messages by field, `body` for the whole.",
    )


def operation(
    operation_id: str,
    summary: str,
    *,
    answer: Any,  # noqa: ANN401
    status: int = 200,
    body: Any = None,  # noqa: ANN401
    auth: list[Any] | None = None,
    refusals: tuple[int, ...] = (),
    problems: Iterable[type[CoterieError]] = (),
    streams: bool = False,
    tagged: bool = False,
    media_type: str = "application/json",
    **more: Any,  # noqa: ANN401
) -> Callable[[F], F]:
    """`extend_schema` with what all operations here have in common.

    `refusals` are statuses; `problems` adds those of these errors, and shows each of them.
    """
    refusals = (*refusals, *EVERYWHERE)
    if body is not None:
        refusals = (*refusals, 413, 415)
    empty = OpenApiResponse(description="Done.")
    answers = {
        status if answer is None else (status, media_type): empty if answer is None else answer
    }
    if streams:
        answers[status, "text/event-stream"] = OpenApiResponse(OpenApiTypes.STR)
    if tagged:
        answers[304] = OpenApiResponse(description="What `If-None-Match` names is still so.")
        more["parameters"] = [*more.get("parameters", []), IF_NONE_MATCH]
    return extend_schema(
        operation_id=operation_id,
        summary=summary,
        description=more.pop("description", ""),
        tags=[operation_id.partition("_")[0]],
        request=body,
        responses={**answers, **_refusals(refusals, tuple(problems))},
        auth=auth or [],
        filters=False,
        **more,
    )


def _refusals(
    statuses: Iterable[int], problems: tuple[type[CoterieError], ...]
) -> dict[tuple[int, str], OpenApiResponse]:
    shown: dict[int, list[OpenApiExample]] = {status: [] for status in statuses}
    for error in problems:
        value = problem(error.status, error.code, error.detail)
        example = OpenApiExample(error.code, value=value, media_type=CONTENT_TYPE)
        shown.setdefault(int(error.status), []).append(example)
    return {
        (status, CONTENT_TYPE): OpenApiResponse(
            ProblemOutput, description=MEANINGS[status], examples=examples
        )
        for status, examples in sorted(shown.items())
    }


ANY_OBJECT = OpenApiTypes.OBJECT

# Answers of which each holds what it needs: a STUN server has no credential.
PARTIAL = {"Problem", "IceServer"}


def answers_are_whole(result: dict[str, Any], **_: object) -> dict[str, Any]:
    """Answers hold every field that they may hold, those in PARTIAL aside."""
    for name, schema in result["components"]["schemas"].items():
        if name.endswith("Input") or name in PARTIAL or "properties" not in schema:
            continue
        schema["required"] = list(schema["properties"])
        for field in schema["properties"].values():
            field.pop("readOnly", None)
            field.pop("default", None)
    return result
