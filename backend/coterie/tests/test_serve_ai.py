"""AI in `coterie serve`: a room's own files reach the engine, and slow engines hold up nobody."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from coterie.ai.tests.providers.dialects import CHAT, KEY, MODEL
from coterie.ai.tests.providers.payloads import chat_answer
from coterie.ai.tests.providers.server import Provider, Step
from coterie.tests.document_writer import write

START_SECONDS = 20
WAIT_SECONDS = 30
TEXT = "class Cart:\n    pass\n\n\ndef total_price(cart):\n    return 1\n"


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    async with Provider.start() as provider:
        yield provider


@pytest.fixture
def served(
    tmp_path: Path, provider: Provider, processes: None
) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    env = {
        **os.environ,
        "DATA_DIR": str(tmp_path),
        "PORT": "0",
        "HOST": "127.0.0.1",
        "COTERIE_AI_BASE_URL": provider.base_url,
        "COTERIE_AI_MODEL": MODEL,
        "COTERIE_AI_API_KEY": KEY,
        "COTERIE_AI_ALLOW_PRIVATE_URL": "true",
        "COTERIE_AI_PER_PERSON_MINUTE": "1000",
    }
    env.pop("COTERIE_DATA_DIR", None)
    process = subprocess.Popen(
        [sys.executable, "-m", "coterie", "serve"], stdout=subprocess.PIPE, text=True, env=env
    )
    assert process.stdout
    yield process.stdout.readline().split()[-1], process
    process.kill()
    process.wait()
    process.stdout.close()


async def test_the_rooms_own_files_reach_the_engine(
    served: tuple[str, "subprocess.Popen[str]"], provider: Provider
) -> None:
    """[FI1] [FI6]"""
    base, process = served
    provider.answers(CHAT.path, CHAT.answer(*chat_answer("It is a shop.")))
    async with httpx.AsyncClient(base_url=base, timeout=WAIT_SECONDS) as http:
        room = (await http.post("/api/rooms/", json={"name": "Shop"})).json()
        path = f"/api/rooms/{room['id']}/join/"
        token = (await http.post(path, json={"username": "Ada"})).json()["token"]
        await write(base, room, token, {"shop.py": TEXT, "main": "import shop\n"})
        bearer = {"Authorization": f"Bearer {token}"}
        body: dict[str, Any] = {"room_id": room["id"], "code": "not this"}
        answer = await http.post("/api/ai/summarize/", json=body, headers=bearer)
        assert answer.json()["summary"] == "It is a shop."
        asked = provider.asked[-1].body["messages"][1]["content"]
        assert TEXT.strip() in asked
        assert "Ada (editor) is here" in asked
        assert "not this" not in asked

        code = "import shop\nn = shop.total_price("
        body = {"code": code, "cursor_position": len(code), "path": "main", "language": "python"}
        body["room_id"] = room["id"]
        await http.post("/api/ai/suggest/", json=body, headers=bearer)
        asked = provider.asked[-1].body["messages"][1]["content"]
        assert "def total_price(cart):" in asked
    process.send_signal(signal.SIGTERM)
    began = time.monotonic()
    assert await asyncio.to_thread(process.wait, START_SECONDS) == 0
    assert time.monotonic() - began < 10


async def test_slow_engines_hold_no_lane(
    served: tuple[str, "subprocess.Popen[str]"], provider: Provider
) -> None:
    base, process = served
    provider.answers(CHAT.path, CHAT.answer(*chat_answer("a")[:2], Step.SILENCE))
    limits = httpx.Limits(max_connections=100)
    async with httpx.AsyncClient(base_url=base, timeout=WAIT_SECONDS, limits=limits) as http:
        room = (await http.post("/api/rooms/", json={})).json()
        path = f"/api/rooms/{room['id']}/join/"
        token = (await http.post(path, json={"username": "Ada"})).json()["token"]

        def ask(number: int, accept: str) -> "asyncio.Task[httpx.Response]":
            code = f"n{number} = "
            body = {"code": code, "cursor_position": len(code), "room_id": room["id"]}
            headers = {"Authorization": f"Bearer {token}", "Accept": accept}
            return asyncio.create_task(http.post("/api/ai/suggest/", json=body, headers=headers))

        kinds = ["application/json", "text/event-stream"]
        slow = [ask(number, kinds[number % 2]) for number in range(32)]
        async with asyncio.timeout(WAIT_SECONDS):
            while len(provider.asked) < 32:
                await asyncio.sleep(0.01)
        # Everybody else is served as ever.
        began = time.monotonic()
        for _ in range(10):
            assert (await http.get(f"/api/rooms/{room['id']}/")).status_code == 200
        assert time.monotonic() - began < 3
        too_many = await ask(99, kinds[0])
        assert (too_many.status_code, too_many.json()["code"]) == (503, "ai-busy")
        assert "Retry-After" in too_many.headers
        # Those who leave make room at once.
        for call in slow:
            call.cancel()
        await asyncio.gather(*slow, return_exceptions=True)
        provider.answers(CHAT.path, CHAT.answer(*chat_answer("b")))
        async with asyncio.timeout(WAIT_SECONDS):
            while (await ask(100, kinds[0])).status_code == 503:
                await asyncio.sleep(0.01)
    process.send_signal(signal.SIGTERM)
    assert await asyncio.to_thread(process.wait, START_SECONDS) == 0


def test_an_address_that_is_not_allowed_is_named(tmp_path: Path) -> None:
    env = {
        **os.environ,
        "DATA_DIR": str(tmp_path),
        "COTERIE_AI_BASE_URL": "http://127.0.0.1:9",
        "COTERIE_AI_MODEL": MODEL,
    }
    done = subprocess.run(
        [sys.executable, "-m", "coterie", "serve", "--port", "0"],
        env=env,
        capture_output=True,
        text=True,
        timeout=START_SECONDS,
        check=False,
    )
    assert done.returncode != 0
    assert "COTERIE_AI_BASE_URL" in done.stderr
    assert "Traceback" not in done.stderr
