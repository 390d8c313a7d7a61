"""Bodies that are too large are refused after their bound, not after their end."""

from collections.abc import AsyncIterator
from typing import Any, cast

import httpx
import pytest

from coterie.config.asgi import application
from coterie.config.limits import (
    MAX_AI_BODY_BYTES,
    MAX_BODY_BYTES,
    MAX_DROPPED_BYTES,
    MAX_HEARTBEAT_BYTES,
)

PART = 16 * 1024
BOUNDS = [
    ("/api/rooms/", MAX_BODY_BYTES),
    ("/admin/login/", MAX_BODY_BYTES),
    ("/nowhere", MAX_BODY_BYTES),
    ("/api/ai/suggest/", MAX_AI_BODY_BYTES),
    ("/api/realtime/heartbeat/", MAX_HEARTBEAT_BYTES),
]


@pytest.mark.parametrize(("path", "most"), BOUNDS)
async def test_without_a_length_it_is_read_to_its_bound(path: str, most: int) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += PART
            yield b"x" * PART

    response = await post(path, endless())
    assert response.status_code == 413
    assert response.json()["code"] == "body-too-large"
    assert str(most) in response.json()["detail"]
    assert response.headers["connection"] == "close"
    assert most < sent <= most + 2 * PART


@pytest.mark.parametrize(("path", "most"), BOUNDS)
async def test_of_one_that_is_far_too_long_nothing_is_read(path: str, most: int) -> None:
    async def unread() -> AsyncIterator[bytes]:
        pytest.fail("was read")
        yield b""

    response = await post(path, unread(), **{"Content-Length": str(most + MAX_DROPPED_BYTES + 1)})
    assert response.status_code == 413


@pytest.mark.parametrize(("path", "most"), BOUNDS)
async def test_of_one_that_is_a_little_too_long_the_sender_hears(path: str, most: int) -> None:
    """It is read to its end: a socket that closes while somebody still sends is reset."""
    sent = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent <= most:
            sent += PART
            yield b"x" * PART

    response = await post(path, body(), **{"Content-Length": str(most + PART)})
    assert response.status_code == 413
    assert sent == most + PART


async def post(path: str, body: AsyncIterator[bytes], **headers: str) -> httpx.Response:
    transport = httpx.ASGITransport(cast("Any", application), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        headers["Content-Type"] = "application/json"
        return await client.post(path, content=body, headers=headers)
