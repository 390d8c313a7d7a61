"""Browsers before their socket is open: they make rooms and join them, by HTTP."""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from ipaddress import IPv4Address
from typing import NamedTuple, Self

import httpx

from servers.door import Door

# Behind a proxy that names them, callers have addresses of their own, as in life: quotas by
# address would else take them all for one.
ENVIRONMENT = {"COTERIE_PROXIES": "1"}
FIRST_ADDRESS = IPv4Address("10.0.0.1")
# A call that takes longer counts as one without an answer.
ANSWER_SECONDS = 30.0
NO_ANSWER = 0


class Answer(NamedTuple):
    """Of one call."""

    status: int
    """`NO_ANSWER`, or of HTTP."""
    milliseconds: float
    retry_after: str | None

    @property
    def is_refusal(self) -> bool:
        """It says that there is too much to do, and when to come back."""
        return self.status in (429, 503) and self.retry_after is not None


class Callers:
    """Makes and joins rooms of one product, each time from another address."""

    def __init__(self, url: str, http: httpx.AsyncClient) -> None:
        self._url = url
        self._http = http
        self._addresses = (
            f"10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}" for n in itertools.count(1)
        )
        self._names = (f"Caller {number}" for number in itertools.count(1))

    @classmethod
    @asynccontextmanager
    async def of(cls, url: str) -> AsyncIterator[Self]:
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=100)
        async with httpx.AsyncClient(limits=limits, timeout=ANSWER_SECONDS) as http:
            yield cls(url, http)

    async def room_create(self) -> str:
        """The id of a new room."""
        answer = await self._post("/api/rooms/", {"name": "Bench"})
        return str(answer.raise_for_status().json()["id"])

    async def door(self, room: str) -> Door:
        """Joins, and tells where the socket goes."""
        answer = await self._post(f"/api/rooms/{room}/join/", {"username": next(self._names)})
        token = answer.raise_for_status().json()["token"]
        socket = self._url.replace("http", "ws", 1)
        return Door(f"{socket}/ws/{room}?token={token}&coterie=1", room)

    async def join(self, room: str) -> Answer:
        """Joins, and looks at the watch."""
        begun = time.perf_counter()
        try:
            answer = await self._post(f"/api/rooms/{room}/join/", {"username": next(self._names)})
        except httpx.TransportError:
            return Answer(NO_ANSWER, _milliseconds_since(begun), None)
        waited = _milliseconds_since(begun)
        return Answer(answer.status_code, waited, answer.headers.get("retry-after"))

    async def join_openly(
        self, rooms: Sequence[str], per_second: float, seconds: float
    ) -> list[Answer]:
        """Joins at a rate, whether or not the ones before are answered."""
        begun = time.perf_counter()
        joins = []
        for number in range(round(per_second * seconds)):
            await asyncio.sleep(begun + number / per_second - time.perf_counter())
            joins.append(asyncio.create_task(self.join(rooms[number % len(rooms)])))
        return list(await asyncio.gather(*joins))

    async def join_at_once(self, rooms: Sequence[str], callers: int) -> list[Answer]:
        """So many joins at the same moment."""
        joins = (self.join(rooms[number % len(rooms)]) for number in range(callers))
        return list(await asyncio.gather(*joins))

    async def _post(self, path: str, body: dict[str, str]) -> httpx.Response:
        headers = {"X-Forwarded-For": str(next(self._addresses))}
        return await self._http.post(self._url + path, json=body, headers=headers)


async def rooms_made(url: str, count: int) -> list[str]:
    """The ids of so many new rooms."""
    async with Callers.of(url) as callers:
        return [await callers.room_create() for _ in range(count)]


def _milliseconds_since(begun: float) -> float:
    return (time.perf_counter() - begun) * 1000
