"""What proxies say is taken from our own proxies alone."""

from ipaddress import ip_network
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from coterie.config.forwarded import ForwardedHeaders

FORGED = [
    (b"host", b"pad.example"),
    (b"x-forwarded-for", b"198.51.100.7"),
    (b"x-forwarded-host", b"evil.example"),
    (b"X-Forwarded-Proto", b"https"),
    (b"x-forwarded-port", b"443"),
]


async def passed_on(peer: str | None) -> dict[bytes, bytes]:
    """The headers that Django gets of a forged request from there."""
    seen: dict[bytes, bytes] = {}

    async def django(scope: Any, receive: Any, send: Any) -> None:
        seen.update(scope["headers"])

    scope: Any = {"type": "http", "client": peer and (peer, 5), "headers": list(FORGED)}
    await ForwardedHeaders(django)(scope, None, None)  # type: ignore[arg-type]
    return seen


@pytest.mark.parametrize("peer", ["203.0.113.9", "2001:db8::1", "::ffff:203.0.113.9"])
async def test_strangers_cannot_say_who_passed_them_on(settings: Settings, peer: str) -> None:
    settings.PROXIES = 1
    assert await passed_on(peer) == {b"host": b"pad.example", b"via": b"1.1 unknown"}


@pytest.mark.parametrize("peer", ["10.0.0.2", "127.0.0.1", "::1", "::ffff:10.0.0.2", None])
async def test_our_proxies_can(settings: Settings, peer: str | None) -> None:
    settings.PROXIES = 1
    assert await passed_on(peer) == dict(FORGED)


async def test_where_they_are_may_be_chosen(settings: Settings) -> None:
    settings.PROXIES = 1
    settings.TRUSTED_PROXIES = [ip_network("203.0.113.0/28")]
    assert await passed_on("203.0.113.9") == dict(FORGED)
    assert b"x-forwarded-host" not in await passed_on("127.0.0.1")


async def test_without_proxies_nothing_is_believed_anyway(settings: Settings) -> None:
    """It stays there, so that `/metrics` sees that somebody passed it on."""
    settings.PROXIES = 0
    assert await passed_on("127.0.0.1") == dict(FORGED)
