"""One view per address of AI: parse, ask one service, serialise."""

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from typing import Any

from django.http.response import HttpResponseBase
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from coterie.ai.calls import Answer
from coterie.ai.event_stream import HEADERS, event_stream
from coterie.ai.serializers import (
    AiAcceptedInput,
    AiSuggestInput,
    AiSuggestionOutput,
    AiSummarizeInput,
    AiSummaryOutput,
)
from coterie.ai.services import suggestion_accepted
from coterie.ai.suggesting import SuggestQuestion, suggest
from coterie.ai.summarizing import SummarizeQuestion, summarize
from coterie.config import clock
from coterie.config.api import ApiView, bearer_of
from coterie.config.async_api import AsyncApiView, EventStreamRenderer
from coterie.config.limits import MAX_AI_BODY_BYTES
from coterie.config.openapi import NOBODY, OWNER_KEY, ROOM_TOKEN
from coterie.config.operations import operation

Stream = AsyncGenerator[str | Answer, None]
Done = Callable[[Answer], Mapping[str, Any]]

REFUSALS = (400, 401, 403, 404, 410, 413, 429, 502, 503, 504)
STREAMING = """\
With `Accept: text/event-stream`: events `piece` (`{"text"}`), then `done` (the answer below) or
`error` (a problem). Pieces are for showing; what counts is in `done`. Who closes the connection
ends the work.
"""


class AiView(AsyncApiView):
    max_body_bytes = MAX_AI_BODY_BYTES
    renderer_classes = (JSONRenderer, EventStreamRenderer)

    async def answered(self, request: Request, stream: Stream, done: Done) -> HttpResponseBase:
        if isinstance(request.accepted_renderer, EventStreamRenderer):
            return await event_stream(stream, done)
        async with aclosing(stream):
            async for part in stream:
                last = part
        assert isinstance(last, Answer)  # noqa: S101  # the last one always is
        return Response(done(last), headers=HEADERS)


class AiSuggestView(AiView):
    @operation(
        "ai_suggest",
        "What could come at a cursor",
        description=f"Without a room token the offline engine answers.\n\n{STREAMING}",
        body=AiSuggestInput,
        answer=AiSuggestionOutput,
        auth=[NOBODY, ROOM_TOKEN, OWNER_KEY],
        refusals=REFUSALS,
        streams=True,
    )
    async def post(self, request: Request) -> HttpResponseBase:
        body = AiSuggestInput(data=request.data)
        body.is_valid(raise_exception=True)
        question = SuggestQuestion(**body.validated_data)
        return await self.answered(
            request,
            suggest(question, bearer=bearer_of(request)),
            lambda answer: {"suggestion": answer.text, **_about(answer)},
        )


class AiSummarizeView(AiView):
    @operation(
        "ai_summarize",
        "What a room is about, for people who come late",
        description="Without a room token the offline engine answers, from `code` alone.\n\n"
        + STREAMING,
        body=AiSummarizeInput,
        answer=AiSummaryOutput,
        auth=[NOBODY, ROOM_TOKEN, OWNER_KEY],
        refusals=REFUSALS,
        streams=True,
    )
    async def post(self, request: Request) -> HttpResponseBase:
        body = AiSummarizeInput(data=request.data)
        body.is_valid(raise_exception=True)
        question = SummarizeQuestion(**body.validated_data)
        return await self.answered(
            request,
            summarize(question, bearer=bearer_of(request)),
            lambda answer: {
                "room_id": question.room_id,
                "summary": answer.text,
                **_about(answer),
            },
        )


class AiAcceptedView(ApiView):
    @operation(
        "ai_accepted",
        "Count a suggestion that was taken",
        body=AiAcceptedInput,
        answer=None,
        status=204,
        auth=[ROOM_TOKEN, OWNER_KEY],
        refusals=(400, 401, 403, 404, 410, 429),
    )
    def post(self, request: Request) -> Response:
        body = AiAcceptedInput(data=request.data)
        body.is_valid(raise_exception=True)
        suggestion_accepted(**body.validated_data, bearer=bearer_of(request), now=clock.now())
        return Response(status=204)


def _about(answer: Answer) -> dict[str, Any]:
    return {
        "engine": answer.engine,
        "is_remote": answer.is_remote,
        "redacted": answer.redacted,
    }
