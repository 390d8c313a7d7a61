"""The few HTTP answers of a node that runs without Django in its process."""

import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from .limits import MAX_INTERNAL_BODY_BYTES
from .node import Node
from .signatures import SignatureVerifier

POKE = "/internal/poke"

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class HttpApp:
    """An ASGI application: probes for everybody, pokes for the Django that has the key."""

    def __init__(self, node: Node, verifier: SignatureVerifier | None = None) -> None:
        """Without a verifier there is no Django, and nobody may poke."""
        self._node = node
        self._verifier = verifier

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        if path == "/livez":
            await _answer(send, 200, {"status": "alive"})
        elif path == "/readyz":
            ready = self._node.accepting and self._node.is_saving
            state = "ready" if ready else "not ready"
            await _answer(send, 200 if ready else 503, {"status": state})
        elif path == POKE and scope["method"] == "POST":
            await self._poke(scope, receive, send)
        else:
            await _answer(send, 404, {"title": "Not found", "status": 404})

    async def _poke(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends a heartbeat now [PK1]."""
        body = await _read(receive)
        headers = {
            name.decode("latin-1"): text.decode("latin-1") for name, text in scope["headers"]
        }
        verifier = self._verifier
        if not (verifier and body is not None and verifier.accepts(headers, "POST", POKE, body)):
            await _answer(send, 401, {"title": "Not signed", "status": 401})
            return
        self._node.poke()
        await _answer(send, 204, None)


async def _read(receive: Receive) -> bytes | None:
    """The body; None if it is larger than an internal call's, or the caller went away."""
    body = bytearray()
    while len(body) <= MAX_INTERNAL_BODY_BYTES:
        event = await receive()
        if event["type"] != "http.request":
            return None
        body += event.get("body", b"")
        if not event.get("more_body", False):
            return bytes(body)
    return None


async def _answer(send: Send, status: int, body: dict[str, object] | None) -> None:
    kind = b"application/json" if status < 400 else b"application/problem+json"
    content = b"" if body is None else json.dumps(body).encode()
    headers = [(b"content-type", kind), (b"content-length", str(len(content)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})
