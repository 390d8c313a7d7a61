"""Asks the running product what comes at a hole's cursor, as a browser in a room does."""

import asyncio
import time
from dataclasses import dataclass

import httpx

from ai.hole import Hole
from ai.limits import ASK_SECONDS, MAX_ATTEMPTS, MAX_RETRY_SECONDS, WARM_SECONDS

# Something only jedi can answer, and a line that the file has already.
WARM_MEMBER = "import os\n\nfolder = os.getc"
WARM_LINE = "total = first + second\nprint(total)\ntotal = fi"


@dataclass(frozen=True, kw_only=True)
class Suggested:
    text: str = ""
    milliseconds: float = 0.0
    """From the question to the whole answer."""
    failure: str = ""
    """The code of the problem that came instead."""
    engine: str = ""
    """Who answered, as people read it."""


class Asker:
    """The owner of a room of its own: engines elsewhere answer nobody else."""

    def __init__(self, http: httpx.AsyncClient, room: str, owner_key: str) -> None:
        self._http = http
        self._room = room
        self._headers = {"Authorization": f"Bearer {owner_key}"}

    @classmethod
    async def arrive(cls, url: str, http: httpx.AsyncClient) -> "Asker":
        """Makes the room."""
        answer = await http.post(f"{url}/api/rooms/", json={"name": "Bench"})
        room = answer.raise_for_status().json()
        http.base_url = httpx.URL(url)
        return cls(http, room["id"], room["owner_key"])

    async def warm(self) -> None:
        """Waits until the offline engine answers all that it can; others know no waiting."""
        async with asyncio.timeout(WARM_SECONDS):
            for code in (WARM_MEMBER, WARM_LINE):
                while not (await self._ask(code, len(code), "python", "warm.py")).text:
                    await asyncio.sleep(0.1)

    async def suggest(self, hole: Hole) -> Suggested:
        """Waits and asks again where the answer says when; any other failure is the answer."""
        code = hole.before + hole.behind
        for attempt in range(1, MAX_ATTEMPTS + 1):
            try:
                return await self._ask(code, hole.cursor_position, hole.language, hole.path)
            except _Later as later:
                if attempt == MAX_ATTEMPTS:
                    return Suggested(failure=later.code)
                await asyncio.sleep(later.seconds)
        raise AssertionError("there is at least one attempt")

    async def _ask(self, code: str, position: int, language: str, path: str) -> Suggested:
        body = {
            "code": code,
            "cursor_position": position,
            "language": language,
            "path": path,
            "room_id": self._room,
        }
        began = time.perf_counter()
        response = await self._http.post(
            "/api/ai/suggest/", json=body, headers=self._headers, timeout=ASK_SECONDS
        )
        milliseconds = (time.perf_counter() - began) * 1000
        answer = response.json()
        if response.is_success:
            return Suggested(
                text=answer["suggestion"], milliseconds=milliseconds, engine=answer["engine"]
            )
        seconds = float(response.headers.get("Retry-After", "inf"))
        if response.status_code == httpx.codes.TOO_MANY_REQUESTS and seconds <= MAX_RETRY_SECONDS:
            raise _Later(answer["code"], seconds)
        return Suggested(failure=answer["code"])


class _Later(Exception):
    def __init__(self, code: str, seconds: float) -> None:
        super().__init__(code)
        self.code = code
        self.seconds = seconds
