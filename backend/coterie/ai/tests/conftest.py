"""The product on a port of its own, and the child processes that all these tests share."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import uvicorn
from django.conf import settings as django_settings
from pytest_django.fixtures import Settings

from coterie.ai.analysis.analysts import analysts_close, python_analyst
from coterie.ai.engines.choice import engine_of
from coterie.ai.tests.providers.dialects import KEY, MODEL
from coterie.ai.tests.providers.server import Provider
from coterie.config.ai import AiEngine, AiSettings

WAIT_SECONDS = 60
Json = dict[str, Any]


@pytest.fixture(scope="session", autouse=True)
def analysts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Nothing of a developer's data folder is touched."""
    before = django_settings.DATA_DIR
    django_settings.DATA_DIR = tmp_path_factory.mktemp("data")
    python_analyst.cache_clear()
    yield
    analysts_close()
    python_analyst.cache_clear()
    django_settings.DATA_DIR = before


async def until(condition: Any) -> None:
    async with asyncio.timeout(WAIT_SECONDS):
        while not condition():
            await asyncio.sleep(0.01)


@pytest.fixture
async def warm() -> None:
    python_analyst().warm()
    await until(lambda: python_analyst().is_warm)


@dataclass
class Product:
    """What browsers and attackers see."""

    http: httpx.AsyncClient

    async def room(self, **fields: object) -> Json:
        return await json_of(self.http.post("/api/rooms/", json=fields), 201)

    async def join(self, room: Json, username: str = "Ada", **more: object) -> Json:
        path = f"/api/rooms/{room['id']}/join/"
        return await json_of(self.http.post(path, json={"username": username, **more}))

    async def member(self, **fields: object) -> tuple[Json, str]:
        """A new room, and the token of an editor in it."""
        room = await self.room(**fields)
        return room, (await self.join(room))["token"]

    async def post(self, path: str, body: Json, token: str | None = None) -> httpx.Response:
        return await self.http.post(f"/api/ai/{path}/", json=body, headers=bearer(token))

    async def suggest(self, body: Json, token: str | None = None) -> Json:
        return await json_of(self.post("suggest", body, token))

    async def events(
        self, path: str, body: Json, token: str | None = None
    ) -> list[tuple[str, Json]]:
        headers = {"Accept": "text/event-stream", **bearer(token)}
        response = await self.http.post(f"/api/ai/{path}/", json=body, headers=headers)
        assert response.status_code == 200, response.text
        assert response.headers["Content-Type"] == "text/event-stream"
        return events_of(response.text)


def events_of(text: str) -> list[tuple[str, Json]]:
    events = []
    for block in text.split("\n\n")[:-1]:
        name, data = block.split("\n")
        events.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return events


def bearer(token: str | None) -> dict[str, str]:
    return {} if token is None else {"Authorization": f"Bearer {token}"}


async def json_of(call: Any, status: int = 200) -> Json:
    response = await call
    assert response.status_code == status, response.text
    body: Json = response.json()
    return body


async def problem_of(call: Any, status: int, code: str) -> httpx.Response:
    response: httpx.Response = await call
    assert response.status_code == status, response.text
    assert response.headers["Content-Type"] == "application/problem+json"
    body = response.json()
    assert (body["code"], body["status"]) == (code, status)
    assert body["detail"]
    return response


def question(
    room: Json | None = None, code: str = "def add(a, b):\n    return ", **more: Any
) -> Json:
    """Asks for what comes at the end of `code`."""
    units = len(code.encode("utf-16-le")) // 2
    body = {"code": code, "cursor_position": units, "language": "python", **more}
    return body if room is None else {**body, "room_id": room["id"]}


@pytest.fixture
async def product(transactional_db: None) -> AsyncIterator[Product]:
    """Django alone, as `coterie backend` serves it."""
    from coterie.config.asgi import application

    config = uvicorn.Config(
        application,
        lifespan="off",
        ws="none",
        log_config=None,
        access_log=False,
    )
    server = uvicorn.Server(config)
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        sock.listen()
        serving = asyncio.create_task(server.serve(sockets=[sock]))
        address = f"http://127.0.0.1:{sock.getsockname()[1]}"
        async with httpx.AsyncClient(base_url=address, timeout=WAIT_SECONDS) as http:
            await until(lambda: server.started)
            yield Product(http)
        server.should_exit = True
        await serving


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    async with Provider.start() as provider:
        yield provider


@pytest.fixture
async def remote(settings: Settings, provider: Provider) -> AsyncIterator[AiSettings]:
    """The product asks the provider, by chat."""
    ai = AiSettings(
        engine=AiEngine.OPENAI_COMPATIBLE,
        base_url=provider.base_url,
        model=MODEL,
        api_key=KEY,
        allow_private_url=True,
    )
    settings.AI = ai
    yield ai
    await engine_of(ai).aclose()  # type: ignore[attr-defined]
