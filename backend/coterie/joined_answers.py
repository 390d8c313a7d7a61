"""The answers that both halves give together in one process: `/readyz` and `/metrics`."""

from typing import TYPE_CHECKING

from coterie.config.bare_problems import problem_send
from coterie.config.errors import Unavailable
from coterie_realtime.node import Node

if TYPE_CHECKING:
    from asgiref.typing import (
        ASGI3Application,
        ASGIReceiveCallable,
        ASGISendCallable,
        ASGISendEvent,
        HTTPResponseStartEvent,
        Scope,
    )


class JoinedAnswers:
    """An ASGI application around Django's: it adds what the node has to say."""

    def __init__(self, application: "ASGI3Application", node: Node) -> None:
        self._application = application
        self._node = node

    async def __call__(
        self, scope: "Scope", receive: "ASGIReceiveCallable", send: "ASGISendCallable"
    ) -> None:
        path = scope["path"] if scope["type"] == "http" else ""
        if path == "/readyz" and not (self._node.accepting and self._node.is_saving):
            await problem_send(send, Unavailable("The documents' store does not answer."))
        elif path == "/metrics":
            await self._application(scope, receive, _Joined(self._node, send))
        else:
            await self._application(scope, receive, send)


class _Joined:
    """Sends an answer on; behind the text of a good one comes the node's."""

    def __init__(self, node: Node, send: "ASGISendCallable") -> None:
        self._node = node
        self._send = send
        self._start: HTTPResponseStartEvent | None = None

    async def __call__(self, event: "ASGISendEvent") -> None:
        if event["type"] == "http.response.start" and event["status"] == 200:
            # Its length is known only when both halves are.
            headers = [one for one in event["headers"] if one[0].lower() != b"content-length"]
            self._start = {**event, "headers": headers}
            await self._send(self._start)
        elif event["type"] == "http.response.body" and self._start and not event["more_body"]:
            text = self._node.metrics_text().encode()
            await self._send({**event, "body": event["body"] + text})
        else:
            await self._send(event)
