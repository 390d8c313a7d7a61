"""A room by the API: its owner's hand on it, and sockets of those who are in it."""

import contextlib
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
from client import Client
from product import Product

# The promise is two seconds; a machine that also runs browsers gets one more.
FOLLOW_SECONDS = 3


@dataclass
class Room:
    """A room, its owner's hand on it, and a way in."""

    http: httpx.AsyncClient
    id: str
    owner: dict[str, str]
    socket: str

    async def join(self, name: str, **fields: str) -> dict[str, Any]:
        answer = await self.http.post(self.path("join/"), json={"username": name, **fields})
        joined: dict[str, Any] = answer.raise_for_status().json()
        return joined

    async def refusal(self, **fields: str) -> tuple[int, str]:
        """Status and code of a join that must not be."""
        answer = await self.http.post(self.path("join/"), json={"username": "Eve", **fields})
        return answer.status_code, answer.json().get("code", "")

    async def ask(self, method: str, rest: str = "", body: object = None) -> dict[str, Any]:
        """A call of the owner's; its answer, empty where there is none."""
        answer = await self.http.request(method, self.path(rest), json=body, headers=self.owner)
        shown: dict[str, Any] = answer.raise_for_status().json() if answer.content else {}
        return shown

    @contextlib.asynccontextmanager
    async def entered(self, joined: dict[str, Any], client_id: int) -> AsyncIterator[Client]:
        url = f"{self.socket}/{self.id}?token={joined['token']}&coterie=1"
        async with Client.joined(url, client_id=client_id) as client:
            yield client

    def path(self, rest: str = "") -> str:
        return f"/api/rooms/{self.id}/{rest}"


@contextlib.asynccontextmanager
async def made(product: Product) -> AsyncIterator[Room]:
    async with httpx.AsyncClient(base_url=product.url) as http:
        created = (await http.post("/api/rooms/", json={})).json()
        owner = {"Authorization": f"Bearer {created['owner_key']}"}
        yield Room(http, created["id"], owner, product.url.replace("http", "ws") + "/ws")


@contextlib.contextmanager
def in_time() -> Iterator[None]:
    """What happens inside takes no longer than promised."""
    started = time.monotonic()
    yield
    assert time.monotonic() - started < FOLLOW_SECONDS
