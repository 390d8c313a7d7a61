"""Calls from a node to Django: signed, bounded in time, never in a caller's context."""

import asyncio
import contextvars
import json
from typing import NamedTuple

import httpx

from .errors import RealtimeError
from .limits import DJANGO_SECONDS
from .signatures import signed_headers


class DjangoUnavailable(RealtimeError):
    """Django did not answer in time, or not with JSON."""


class Answer(NamedTuple):
    """Status and body of an answer."""

    status: int
    body: dict[str, object]


class Django:
    """A client of Django's API; over HTTP, or in process through an ASGI transport."""

    def __init__(self, client: httpx.AsyncClient, service_key: str) -> None:
        self._client = client
        self._service_key = service_key

    async def post(self, path: str, body: object) -> Answer:
        """Posts JSON with a service signature.

        Raises:
            DjangoUnavailable: no usable answer within DJANGO_SECONDS.
        """
        content = json.dumps(body).encode()
        # A context of its own: in process, Django must not take part in whatever calls here.
        call = asyncio.get_running_loop().create_task(
            self._post(path, content), context=contextvars.Context()
        )
        # Not a timeout, which a call in process may outlast: it is abandoned and ends by itself.
        await asyncio.wait({call}, timeout=DJANGO_SECONDS)
        if not call.done():
            call.add_done_callback(_ignore)
            raise DjangoUnavailable("no answer in time")
        return call.result()

    async def close(self) -> None:
        """Ends the client."""
        await self._client.aclose()

    async def _post(self, path: str, content: bytes) -> Answer:
        headers = signed_headers(self._service_key, "POST", path, content)
        headers["Content-Type"] = "application/json"
        try:
            response = await self._client.post(path, content=content, headers=headers)
            body = response.json()
        except (httpx.HTTPError, ValueError) as error:
            raise DjangoUnavailable(type(error).__name__) from error
        if not isinstance(body, dict):
            raise DjangoUnavailable("an answer that is no object")
        return Answer(response.status_code, body)


def _ignore(call: "asyncio.Task[Answer]") -> None:
    if not call.cancelled():
        call.exception()
