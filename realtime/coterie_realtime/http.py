"""The few HTTP answers of a node that runs without Django in its process."""

import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from .node import Node

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


def http_app(node: Node) -> Callable[..., Awaitable[None]]:
    """An ASGI application with the probes of a node."""

    async def app(scope: MutableMapping[str, Any], receive: object, send: Send) -> None:  # noqa: ARG001
        if scope["path"] == "/livez":
            await _answer(send, 200, {"status": "alive"})
        elif scope["path"] == "/readyz":
            ready = node.accepting and node.is_saving
            await _answer(
                send, 200 if ready else 503, {"status": "ready" if ready else "not ready"}
            )
        else:
            await _answer(send, 404, {"title": "Not found", "status": 404})

    return app


async def _answer(send: Send, status: int, body: dict[str, object]) -> None:
    kind = b"application/json" if status < 400 else b"application/problem+json"
    headers = [(b"content-type", kind)]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(body).encode()})
