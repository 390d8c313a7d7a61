"""The few HTTP answers of a node that runs without Django in its process."""

import json
import re
from collections.abc import Awaitable, Callable, MutableMapping
from functools import partial
from typing import Any
from urllib.parse import parse_qs

from .errors import FilesUnavailable, NoDocument
from .limits import FILES_RETRY_SECONDS, MAX_INTERNAL_BODY_BYTES
from .metrics import CONTENT_TYPE
from .metrics_access import headers_of, may_read
from .node import Node
from .security_headers import SECURITY_HEADERS
from .signatures import SignatureVerifier

POKE = "/internal/poke"
ROOM = r"/internal/rooms/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
FILES = re.compile(ROOM + r"(?:/versions/([1-9][0-9]{0,17}))?/files")
VERSIONS = re.compile(ROOM + "/versions")

_SECURITY = [(name.lower().encode(), text.encode()) for name, text in SECURITY_HEADERS.items()]

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class HttpApp:
    """An ASGI application: probes for everybody, the rest for the Django that has the key.

    Metrics are for this machine, or for whoever has their token.
    """

    def __init__(
        self,
        node: Node,
        verifier: SignatureVerifier | None = None,
        metrics_token: str | None = None,
    ) -> None:
        """Without a verifier there is no Django, and nobody may make service calls."""
        self._node = node
        self._verifier = verifier
        self._metrics_token = metrics_token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path, method = scope["path"], scope["method"]
        files, versions = FILES.fullmatch(path), VERSIONS.fullmatch(path)
        if path == "/metrics" and method == "GET":
            await self._metrics(scope, send)
        elif path == "/livez":
            await _answer(send, 200, {"status": "alive"})
        elif path == "/readyz":
            ready = self._node.accepting and self._node.is_saving
            state = "ready" if ready else "not ready"
            await _answer(send, 200 if ready else 503, {"status": state})
        elif path == POKE and method == "POST":
            if await self._is_signed(scope, receive, send):
                self._node.poke()  # [PK1]
                await _answer(send, 204, None)
        elif files and method == "GET":
            if await self._is_signed(scope, receive, send):
                version = int(files[2]) if files[2] else None
                ask = partial(self._node.files, files[1], version=version)
                await self._document(ask, scope["query_string"], send)
        elif versions and method == "GET":
            if await self._is_signed(scope, receive, send):
                ask = partial(self._node.versions, versions[1])
                await self._document(ask, scope["query_string"], send)
        else:
            await _problem(send, 404, "Not found")

    async def _metrics(self, scope: Scope, send: Send) -> None:
        if may_read(scope, self._metrics_token):
            await _send(send, 200, CONTENT_TYPE.encode(), self._node.metrics_text().encode())
        elif self._metrics_token:
            await _problem(send, 401, "Metrics need their token", (b"www-authenticate", b"Bearer"))
        else:
            await _problem(send, 403, "Metrics are for this machine alone")

    async def _is_signed(self, scope: Scope, receive: Receive, send: Send) -> bool:
        """Whether a service call is Django's [SG1]; any other is answered."""
        body = await _read(receive)
        headers = headers_of(scope)
        query = scope["query_string"].decode("latin-1")
        target = scope["raw_path"].decode("latin-1") + ("?" + query if query else "")
        verifier, method = self._verifier, scope["method"]
        if verifier and body is not None and verifier.accepts(headers, method, target, body):
            return True
        await _problem(send, 401, "Not signed")
        return False

    async def _document(
        self, ask: Callable[[str], Awaitable[bytes]], query: bytes, send: Send
    ) -> None:
        """What `ask` says of a room's document in an epoch [FI1] [VE4]."""
        epochs = parse_qs(query.decode("latin-1")).get("epoch", [])
        if len(epochs) != 1:
            await _problem(send, 400, "The query must name one epoch")
            return
        try:
            body = await ask(epochs[0])
        except NoDocument as error:
            await _problem(send, 404, "No such document", detail=str(error))
        except FilesUnavailable as error:
            retry = (b"retry-after", str(FILES_RETRY_SECONDS).encode())
            title = "The files cannot be read now"
            await _problem(send, 503, title, retry, detail=str(error))
        else:
            await _send(send, 200, b"application/json", body)


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
    content = b"" if body is None else json.dumps(body).encode()
    kind = b"application/json" if status < 400 else b"application/problem+json"
    await _send(send, status, kind, content)


async def _problem(
    send: Send, status: int, title: str, *headers: tuple[bytes, bytes], **members: str
) -> None:
    content = json.dumps({"title": title, "status": status, **members}).encode()
    await _send(send, status, b"application/problem+json", content, *headers)


async def _send(
    send: Send, status: int, kind: bytes, content: bytes, *headers: tuple[bytes, bytes]
) -> None:
    fixed = [*_SECURITY, (b"content-type", kind), (b"content-length", str(len(content)).encode())]
    start = {"type": "http.response.start", "status": status, "headers": [*fixed, *headers]}
    await send(start)
    await send({"type": "http.response.body", "body": content})
