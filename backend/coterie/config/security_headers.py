"""Headers that keep browsers from doing harm, on every answer, whoever gives it."""

from typing import TYPE_CHECKING

from django.conf import settings

from coterie.config.permissions import HEADER, PERMISSIONS_POLICY
from coterie.config.security_policy import policy_header

if TYPE_CHECKING:
    from asgiref.typing import (
        ASGI3Application,
        ASGIReceiveCallable,
        ASGISendCallable,
        ASGISendEvent,
        HTTPScope,
        Scope,
    )

Header = tuple[bytes, bytes]


class SecurityHeaders:
    """An ASGI application around all others: Django, static files, and what refuses calls.

    Where an answer has a header already, it stays.
    """

    def __init__(self, application: "ASGI3Application") -> None:
        self._application = application
        self._headers = _headers()

    async def __call__(
        self, scope: "Scope", receive: "ASGIReceiveCallable", send: "ASGISendCallable"
    ) -> None:
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return
        wanted = [*self._headers, *_transport_security(scope)]

        async def send_with_headers(event: "ASGISendEvent") -> None:
            if event["type"] == "http.response.start":
                headers = list(event["headers"])
                there = {name.lower() for name, _ in headers}
                headers += [one for one in wanted if one[0] not in there]
                event = {**event, "headers": headers}
            await send(event)

        await self._application(scope, receive, send_with_headers)


def _headers() -> list[Header]:
    headers = {
        "Content-Security-Policy": policy_header(settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]),
        # A page of another site that opened ours, or that ours opened, has no hold on it.
        "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
        "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": settings.X_FRAME_OPTIONS,
        HEADER: PERMISSIONS_POLICY,
    }
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]


def _transport_security(scope: "HTTPScope") -> list[Header]:
    seconds = settings.SECURE_HSTS_SECONDS
    if not seconds or not _is_secure(scope):
        return []
    return [(b"strict-transport-security", f"max-age={seconds}".encode())]


def _is_secure(scope: "HTTPScope") -> bool:
    if settings.SECURE_PROXY_SSL_HEADER is None:
        return scope["scheme"] == "https"
    return (b"x-forwarded-proto", b"https") in scope["headers"]
