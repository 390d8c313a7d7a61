"""Takes headers that only proxies of ours may set out of requests that come from elsewhere."""

import ipaddress
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from asgiref.typing import (
        ASGI3Application,
        ASGIReceiveCallable,
        ASGISendCallable,
        HTTPScope,
        Scope,
    )

# What Django and `client_address` believe, where COTERIE_PROXIES says that there are proxies.
FORWARDED = (b"x-forwarded-for", b"x-forwarded-host", b"x-forwarded-proto", b"x-forwarded-port")


class ForwardedHeaders:
    """An ASGI application in front of Django."""

    def __init__(self, application: "ASGI3Application") -> None:
        self._application = application

    async def __call__(
        self, scope: "Scope", receive: "ASGIReceiveCallable", send: "ASGISendCallable"
    ) -> None:
        if scope["type"] == "http" and settings.PROXIES and not _is_proxy(scope["client"]):
            scope = _without(scope)
        await self._application(scope, receive, send)


def _is_proxy(client: tuple[str, int] | None) -> bool:
    if client is None:
        return True  # of a unix socket: only a proxy of ours may use it
    address = ipaddress.ip_address(client[0])
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return any((mapped or address) in network for network in settings.TRUSTED_PROXIES)


def _without(scope: "HTTPScope") -> "HTTPScope":
    headers = [one for one in scope["headers"] if one[0].lower() not in FORWARDED]
    if len(headers) < len(list(scope["headers"])):
        # Somebody passed it on: it must not seem to come from this machine.
        headers.append((b"via", b"1.1 unknown"))
    return {**scope, "headers": headers}
